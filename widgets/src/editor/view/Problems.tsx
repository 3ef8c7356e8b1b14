// Everything that is wrong with the drawing, or worth knowing; a click goes there.
import { glide } from "../actions/view.ts";
import type { Editor } from "../editor.ts";
import { shownAs } from "../groups.ts";
import { LABELS } from "../labels.ts";
import { inOrder, remedy } from "../problems.ts";
import type { Id, Problem } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

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
