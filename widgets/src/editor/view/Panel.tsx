// What is beside the canvas: one panel at a time.
import { SHORTCUTS } from "../shortcuts.ts";
import { LABELS, LABELS_OF } from "../labels.ts";
import type { Panel as Which } from "../session.ts";
import { Code } from "./Code.tsx";
import { useEditor } from "./context.ts";
import { Inspector } from "./Inspector.tsx";
import { Python } from "./Python.tsx";
import { Snapshots } from "./Snapshots.tsx";

const PANELS: Record<Which, { label: string; Content: () => React.ReactNode; wide?: boolean }> = {
  inspector: { label: LABELS.inspector, Content: Inspector },
  code: { label: LABELS.code, Content: Code, wide: true },
  python: { label: LABELS.python, Content: Python, wide: true },
  snapshots: { label: LABELS.snapshots, Content: Snapshots },
  keys: { label: LABELS.keys, Content: Keys },
};

export function Panel({ panel }: { panel: Which }) {
  const editor = useEditor();
  const { label, Content, wide } = PANELS[panel];
  return (
    <aside className={`lpnb-side${wide ? " lpnb-wide" : ""}`} aria-label={label}>
      <button type="button" className="lpnb-close" aria-label={LABELS_OF.close(label)} onClick={() => editor.store.set({ panel: null })}>
        ×
      </button>
      <Content />
    </aside>
  );
}

function Keys() {
  return (
    <>
      <h3>Keys</h3>
      <dl className="lpnb-keys">
        {SHORTCUTS.map(({ action, keys, words }) => (
          <div key={action}>
            <dt>{keys}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>Space</dt>
          <dd>Play or pause</dd>
        </div>
        <div>
          <dt>Shift + drag</dt>
          <dd>Select with a box</dd>
        </div>
        <div>
          <dt>Ctrl + wheel</dt>
          <dd>Zoom</dd>
        </div>
      </dl>
    </>
  );
}
