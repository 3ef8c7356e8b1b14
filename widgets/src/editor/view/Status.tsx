// One line below the canvas: whether the drawing runs, its inference factor and first response, and its problems.
import { LABELS } from "../labels.ts";
import { useEditor, useSession } from "./context.ts";

export function Status() {
  const editor = useEditor();
  const scene = useSession(({ scene }) => scene);
  const open = useSession(({ problems }) => problems);
  if (scene === null) return <div className="lpnb-status" />;
  const { graph, nodes, edges, problems } = scene;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  const parts = Object.values(nodes).filter(({ category }) => category !== "structure").length;
  const count = [plural(errors, "error"), plural(warnings, "warning")].filter(Boolean).join(", ");
  return (
    <div className={`lpnb-status${graph.valid ? "" : " lpnb-error"}`} role="group" aria-label={LABELS.status}>
      <span role="status" className="lpnb-validity">
        {parts === 0 ? "nothing drawn yet" : graph.valid ? "ready" : graph.begun ? "not valid: its last valid form keeps running" : "not valid yet: nothing runs"}
      </span>
      <span title="Update steps that one frame costs when everything that can waits for nothing; 1: all nodes at once">
        inference factor <b>{graph.inference ?? "–"}</b>
      </span>
      <span title="The first frame in which what the network answers depends on its input">
        first response <b>{graph.response || "–"}</b>
      </span>
      <span className="lpnb-counts">
        {plural(parts, "node") || "0 nodes"}, {plural(Object.keys(edges).length, "edge") || "0 edges"}
      </span>
      <button type="button" className="lpnb-tool" aria-expanded={open} onClick={() => editor.store.set({ problems: !open })}>
        {count || (problems.length > 0 ? plural(problems.length, "note") : "no problems")}
      </button>
    </div>
  );
}

function plural(count: number, word: string): string {
  return count === 0 ? "" : count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
