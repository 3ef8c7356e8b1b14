// What was drawn in this sitting, as lines of Python: to learn from, or to put into a cell.
import { useEffect, useState } from "react";
import { newCell } from "../cells.ts";
import { LABELS } from "../labels.ts";
import { useEditor, useSession } from "./context.ts";

export function Python() {
  const editor = useEditor();
  const version = useSession(({ version }) => version);
  const [text, setText] = useState("");
  useEffect(() => {
    let gone = false;
    void editor.run({ do: "python" }).then((result) => !gone && setText(result?.text ?? ""));
    return () => {
      gone = true;
    };
  }, [editor, version]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    editor.say("Copied. Paste it into a cell.");
  };
  const toCell = async (event: React.MouseEvent) => {
    if (newCell(editor.model, event.currentTarget, text)) return editor.say("It is in a new cell below.");
    await copy();
  };
  return (
    <>
      <h3>{LABELS.python}</h3>
      <p>What you drew since this editor was opened, as code: `g` is the graph.</p>
      <pre tabIndex={0} role="region" aria-label={LABELS.python}>
        <code>{text || "# Nothing has been changed yet."}</code>
      </pre>
      <div className="lpnb-buttons">
        <button type="button" disabled={text === ""} onClick={(event) => void toCell(event)}>
          Into a new cell
        </button>
        <button type="button" disabled={text === ""} onClick={() => void copy()}>
          Copy
        </button>
      </div>
    </>
  );
}
