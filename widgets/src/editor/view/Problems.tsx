// Everything that is wrong with the drawing, or worth knowing; a click goes there.
import { useStore } from "@xyflow/react";
import { useEffect, useState } from "react";
import { glide } from "../actions/view.ts";
import type { Editor } from "../editor.ts";
import { shownAs } from "../groups.ts";
import { LABELS } from "../labels.ts";
import { inOrder, marks, remedy } from "../problems.ts";
import type { Id, Problem } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

/** Pixels that are kept free beside the words of a problem, which lie over the drawing. */
const WIDTH = 290;

export function Problems() {
  const editor = useEditor();
  const open = useSession(({ problems }) => problems);
  const problems = useSession(({ scene }) => scene?.problems);
  if (!open || problems === undefined) return null;
  return (
    <section className="lpnb-problems" aria-label={LABELS.problems}>
      {problems.length === 0 && <p>There is nothing wrong.</p>}
      <ul>
        {inOrder(problems).map((problem, index) => (
          <li key={index} className={`lpnb-is-${problem.severity}`}>
            <button type="button" disabled={problem.subject === ""} onClick={() => goTo(editor, problem.subject)}>
              {problem.words}
            </button>
            <Remedy problem={problem} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A button that mends a problem, where one can. */
function Remedy({ problem }: { problem: Problem }) {
  const editor = useEditor();
  const found = remedy(problem);
  if (found === null) return null;
  return (
    <button type="button" className="lpnb-mend" onClick={() => void editor.run(found.command)}>
      {found.words}
    </button>
  );
}

/** What is wrong with the card or the wire that the keys are at: for who does not hover. */
export function ProblemOfFocused({ frame }: { frame: React.RefObject<HTMLDivElement | null> }) {
  const [focused, setFocused] = useState<HTMLElement | SVGElement | null>(null);
  const problem = useSession(({ scene }) => scene && marks(scene).get(focused?.dataset.id ?? ""));
  useStore(({ transform }) => transform); // it goes where the drawing goes
  useEffect(() => {
    const canvas = frame.current!;
    const follow = ({ type, target }: FocusEvent) => {
      const item = (target as Element).closest<HTMLElement | SVGElement>(".react-flow__node, .react-flow__edge, .lpnb-far-wires path");
      setFocused(type === "focusin" && item?.matches(":focus-visible") ? item : null);
    };
    const gone = new AbortController();
    for (const way of ["focusin", "focusout"] as const) canvas.addEventListener(way, follow, gone);
    return () => gone.abort();
  }, [frame]);
  if (!problem || focused === null) return null;
  const box = focused.getBoundingClientRect();
  const around = frame.current!.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left - around.left, around.width - WIDTH));
  const below = box.bottom - around.top;
  const place = below < around.height / 2 ? { top: below + 6 } : { bottom: around.bottom - box.top + 6 };
  return (
    <div className="lpnb-wire-hint lpnb-error" aria-hidden style={{ left, ...place }}>
      {problem.words}
    </div>
  );
}

/** Selects a node or an edge and brings it into view. */
export function goTo(editor: Editor, id: Id): void {
  const { scene } = editor.session;
  if (scene === null) return;
  const edge = scene.edges[id];
  const ends = edge === undefined ? [id] : [edge.source, edge.target];
  editor.select([id]);
  const nodes = ends.map((end) => ({ id: shownAs(scene.nodes, end) }));
  void editor.canvas?.fitView({ nodes, padding: 0.6, maxZoom: 1.2, duration: glide() });
}
