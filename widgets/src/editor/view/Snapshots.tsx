// Named snapshots of the drawing: take one, go back to it, see what differs.
import { useEffect, useState } from "react";
import { LABELS, LABELS_OF } from "../labels.ts";
import { useEditor, useSession } from "./context.ts";

const NOW = "";

export function Snapshots() {
  const editor = useEditor();
  const names = useSession(({ scene }) => scene!.graph.snapshots);
  const [name, setName] = useState("");
  const take = async () => {
    const wanted = name.trim() || `snapshot ${names.length + 1}`;
    if ((await editor.run({ do: "snapshot", name: wanted })) !== null) setName("");
  };
  return (
    <>
      <h3>{LABELS.snapshots}</h3>
      <div className="lpnb-line">
        <input
          type="text"
          aria-label={LABELS.snapshotName}
          placeholder="before the skip"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && void take()}
        />
        <button type="button" onClick={() => void take()}>
          Take
        </button>
      </div>
      {names.length === 0 && <p>A snapshot remembers nodes, fields and layout. Take one before you try something.</p>}
      <ul className="lpnb-list">
        {names.map((one) => (
          <li key={one}>
            <span>{one}</span>
            <button type="button" title="Go back to it; Ctrl+Z undoes that" onClick={() => void editor.run({ do: "restore", name: one })}>
              Restore
            </button>
            <button type="button" aria-label={LABELS_OF.forget(one)} onClick={() => void editor.run({ do: "forget", name: one })}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {names.length > 0 && <Difference names={names} />}
    </>
  );
}

function Difference({ names }: { names: readonly string[] }) {
  const editor = useEditor();
  const [before, setBefore] = useState(names[0]!);
  const [after, setAfter] = useState(NOW);
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const version = useSession(({ version }) => version);
  useEffect(() => setLines(null), [version]); // what differed does so no more
  const compare = async () => {
    const result = await editor.run({ do: "diff", before, ...(after === NOW ? {} : { after }) });
    setLines(result?.lines ?? null);
  };
  return (
    <>
      <h3>What differs</h3>
      <div className="lpnb-line">
        <select aria-label={LABELS.snapshotBefore} value={before} onChange={(event) => setBefore(event.target.value)}>
          {names.map((name) => <option key={name}>{name}</option>)}
        </select>
        <span>and</span>
        <select aria-label={LABELS.snapshotAfter} value={after} onChange={(event) => setAfter(event.target.value)}>
          <option value={NOW}>now</option>
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
        <button type="button" onClick={() => void compare()}>
          Compare
        </button>
      </div>
      {lines !== null && (
        <ul className="lpnb-list" aria-live="polite">
          {lines.length === 0 ? <li>Nothing differs.</li> : lines.map((line) => <li key={line}>{line}</li>)}
        </ul>
      )}
    </>
  ); // prettier-ignore
}
