// Everything that is wrong with the drawing, or worth knowing; a click goes there.
import { glide } from "../actions/view.ts";
import type { Editor } from "../editor.ts";
import { shownAs } from "../groups.ts";
import { LABELS } from "../labels.ts";
import type { Id } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

const ORDER = ["error", "warning", "note"];

export function Problems() {
  const editor = useEditor();
  const open = useSession(({ problems }) => problems);
  const problems = useSession(({ scene }) => scene?.problems);
  if (!open || problems === undefined) return null;
  const sorted = problems.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <section className="lpnb-problems" aria-label={LABELS.problems}>
      {sorted.length === 0 && <p>There is nothing wrong.</p>}
      <ul>
        {sorted.map(({ subject, severity, words }, index) => (
          <li key={index} className={`lpnb-is-${severity}`}>
            <button type="button" disabled={subject === ""} onClick={() => goTo(editor, subject)}>
              {words}
            </button>
          </li>
        ))}
      </ul>
    </section>
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
