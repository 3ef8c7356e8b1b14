// The tools above the canvas.
import { useRef, useState } from "react";
import { openPalette } from "../actions/add.ts";
import { collapse, duplicate, group, mode, remove, ungroup } from "../actions/edit.ts";
import { alignSelected, distributeSelected } from "../actions/move.ts";
import { tidy } from "../actions/tidy.ts";
import { fit } from "../actions/view.ts";
import { LABELS } from "../labels.ts";
import type { Panel } from "../session.ts";
import { useAround, useSession } from "./context.ts";
import { Icon, type IconName } from "./icons.tsx";

interface ToolProps {
  icon: IconName;
  words: string;
  keys?: string;
  pressed?: boolean;
  disabled?: boolean;
  label?: boolean;
  act(): unknown;
}

function Tool({ icon, words, keys, pressed, disabled, label, act }: ToolProps) {
  return (
    <button
      type="button"
      className="lpnb-tool"
      title={keys === undefined ? words : `${words} (${keys})`}
      aria-label={words}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => void act()}
    >
      <Icon name={icon} />
      {label && <span>{words}</span>}
    </button>
  );
}

export function Toolbar({ canvas }: { canvas: React.RefObject<HTMLDivElement | null> }) {
  const { editor, tidier } = useAround();
  const undo = useSession(({ scene }) => scene?.graph.undo ?? "");
  const redo = useSession(({ scene }) => scene?.graph.redo ?? "");
  const panel = useSession(({ panel }) => panel);
  const outline = useSession(({ outline }) => outline);
  const busy = useSession(({ busy }) => busy);
  const some = useSession(({ selection }) => selection.size > 0);
  const show = (which: Panel) => editor.store.set({ panel: panel === which ? null : which });
  return (
    <div className="lpnb-tools" role="toolbar" aria-label={LABELS.toolbar}>
      <Tool icon="add" words="Add" keys="A" label act={() => openPalette(editor, canvas.current!, null)} />
      <Tool icon="undo" words={undo ? `Undo: ${undo}` : "Nothing to undo"} keys="Ctrl+Z" disabled={!undo} act={() => editor.run({ do: "undo" })} />
      <Tool icon="redo" words={redo ? `Redo: ${redo}` : "Nothing to redo"} keys="Shift+Ctrl+Z" disabled={!redo} act={() => editor.run({ do: "redo" })} />
      <Tool icon="remove" words="Remove what is selected" keys="Delete" disabled={!some} act={() => remove(editor)} />
      <Tool icon="duplicate" words="Duplicate" keys="Ctrl+D" disabled={!some} act={() => duplicate(editor)} />
      <i />
      <Tool icon="tidy" words="Tidy" keys="T" label act={() => tidy(editor, tidier)} />
      <Arrange />
      <Tool icon="group" words="Group" keys="G" label act={() => group(editor)} />
      <Tool icon="fit" words="Show everything" keys="F" act={() => fit(editor)} />
      <Tool icon="zoom" words="Show what is selected" keys="Shift+F" disabled={!some} act={() => fit(editor, true)} />
      {busy !== "" && (
        <span className="lpnb-busy" role="status">
          <i className="lpnb-spinner" />
          {busy}
        </span>
      )}
      <b />
      <Tool icon="outline" words="Outline" keys="O" pressed={outline} act={() => editor.store.set({ outline: !outline })} />
      <Tool icon="inspector" words="Inspector" pressed={panel === "inspector"} act={() => show("inspector")} />
      <Tool icon="code" words="Code" pressed={panel === "code"} label act={() => show("code")} />
      <Tool icon="python" words="As Python" pressed={panel === "python"} act={() => show("python")} />
      <Tool icon="snapshots" words="Snapshots" pressed={panel === "snapshots"} act={() => show("snapshots")} />
      <Tool icon="keys" words="Keys" keys="?" pressed={panel === "keys"} act={() => show("keys")} />
    </div>
  );
}

const SIDES = ["left", "centre", "right", "top", "middle", "bottom"] as const;

/** A menu with all that puts things in order or changes what is selected. */
function Arrange() {
  const { editor } = useAround();
  const snap = useSession(({ snap }) => snap);
  const previews = useSession(({ previews }) => previews);
  const pulse = useSession(({ pulse }) => pulse);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const item = (words: string, act: () => unknown, pressed?: boolean) => (
    <button key={words} type="button" role="menuitem" onClick={() => (act(), close())}>
      {pressed === undefined ? words : `${pressed ? "✓ " : ""}${words}`}
    </button>
  );
  return (
    <div
      className="lpnb-menu"
      onKeyDown={(event) => walk(event, close)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <button ref={button} type="button" className="lpnb-tool" aria-haspopup="menu" aria-expanded={open} aria-label={LABELS.arrange} title="Align, distribute, mute, …" onClick={() => setOpen(!open)}>
        <Icon name="arrange" />
        <span>Arrange</span>
      </button>
      {open && (
        <div role="menu" aria-label={LABELS.arrange} className="lpnb-menu-items">
          {SIDES.map((side) => item(`Align ${side}`, () => alignSelected(editor, side)))}
          {item("Distribute across", () => distributeSelected(editor, "x"))}
          {item("Distribute down", () => distributeSelected(editor, "y"))}
          {item("Snap to the grid", () => editor.store.set({ snap: !snap }), snap)}
          {item("Show what nodes hold", () => editor.store.set({ previews: !previews }), previews)}
          {item("Let wires pulse", () => editor.store.set({ pulse: !pulse }), pulse)}
          <hr />
          {item("Mute or switch off (M)", () => mode(editor, "mute"))}
          {item("Bypass (B)", () => mode(editor, "bypass"))}
          {item("Collapse or open the group (K)", () => collapse(editor))}
          {item("Dissolve the group (Shift+G)", () => ungroup(editor))}
        </div>
      )}
    </div>
  );
}

/** Arrow keys walk through a menu, Escape closes it. */
function walk(event: React.KeyboardEvent<HTMLDivElement>, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") close();
  else if (step !== undefined && items.length > 0) items[(now + step + items.length) % items.length]!.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
