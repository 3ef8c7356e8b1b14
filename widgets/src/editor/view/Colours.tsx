// The colour of nodes: one of ten that can be read on light and on dark, or the one that lpnb gives them.
import { LABELS } from "../labels.ts";
import type { Id } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

const COLOURS = {
  blue: "#4c83c3",
  orange: "#e0873e",
  green: "#4fa66a",
  violet: "#9a6fc0",
  red: "#d1605e",
  teal: "#2ba3a8",
  ochre: "#b78f2e",
  pink: "#c773a3",
  grey: "#7f8c8d",
  brown: "#8a6d52",
} as const;

export function Colours({ items }: { items: Id[] }) {
  const editor = useEditor();
  const own = useSession(({ scene }) => scene!.nodes[items[0]!]?.own_colour ?? "");
  const choose = (colour: string) => void editor.run({ do: "colour", items, colour });
  return (
    <div className="lpnb-colours" role="group" aria-label={LABELS.colour}>
      {Object.entries(COLOURS).map(([name, colour]) => (
        <button key={name} type="button" aria-label={name} title={name} aria-pressed={own === colour} style={{ background: colour }} onClick={() => choose(colour)} />
      ))}
      <button type="button" className="lpnb-auto" aria-pressed={own === ""} title="Its own colour" onClick={() => choose("")}>
        auto
      </button>
    </div>
  );
}
