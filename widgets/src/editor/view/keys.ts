// Keys: from the element that has the focus to an action. See ../shortcuts.ts for the table.
import { useEffect } from "react";
import { flushSync } from "react-dom";
import { openPalette } from "../actions/add.ts";
import { collapse, copy, duplicate, group, mode, paste, remove, selectAll, set, ungroup } from "../actions/edit.ts";
import { nudge } from "../actions/move.ts";
import { tidy } from "../actions/tidy.ts";
import { fit } from "../actions/view.ts";
import { finish, startAt } from "../actions/wire.ts";
import type { Editor } from "../editor.ts";
import type { Tidier } from "../geometry/tidier.ts";
import type { Id } from "../protocol.ts";
import { choose } from "../session.ts";
import { type Action, actionOf, type Digits, typed } from "../shortcuts.ts";
import { useAround } from "./context.ts";

type Frame = React.RefObject<HTMLDivElement | null>;

interface Pressed {
  editor: Editor;
  tidier: Tidier;
  canvas: HTMLDivElement;
  key: string;
  shift: boolean;
  /** The node or edge that has the focus. */
  focused: Id | null;
}

const ACT: Record<Action, (pressed: Pressed) => unknown> = {
  add: ({ editor, canvas }) => openPalette(editor, canvas, editor.pointer),
  wire: ({ editor, focused }) => {
    const node = focused ?? editor.selected("nodes")[0];
    if (node !== undefined) startAt(editor, node);
  },
  remove: ({ editor }) => remove(editor),
  undo: ({ editor }) => editor.run({ do: "undo" }),
  redo: ({ editor }) => editor.run({ do: "redo" }),
  copy: ({ editor }) => copy(editor, "copy"),
  cut: ({ editor }) => copy(editor, "cut"),
  paste: ({ editor }) => paste(editor),
  duplicate: ({ editor }) => duplicate(editor),
  all: ({ editor }) => selectAll(editor),
  escape: ({ editor }) => {
    const { wiring, palette, panel } = editor.session;
    if (wiring !== null || palette !== null) editor.store.set({ wiring: null, palette: null });
    else if (panel === "keys") editor.store.set({ panel: null });
    else editor.select([]);
  },
  enter: ({ editor, canvas, focused, shift }) => {
    const { wiring, selection, scene } = editor.session;
    if (focused === null) return;
    if (wiring !== null && focused in scene!.nodes) void finish(editor, focused);
    else editor.select(choose(selection, focused, shift));
    // Far away, what is selected becomes another element.
    requestAnimationFrame(() => canvas.querySelector<HTMLElement>(`[data-id="${focused}"]`)?.focus({ preventScroll: true }));
  },
  group: ({ editor }) => group(editor),
  ungroup: ({ editor }) => ungroup(editor),
  collapse: ({ editor }) => collapse(editor),
  tidy: ({ editor, tidier }) => tidy(editor, tidier),
  fit: ({ editor, shift }) => fit(editor, shift),
  mute: ({ editor }) => mode(editor, "mute"),
  bypass: ({ editor }) => mode(editor, "bypass"),
  rename: ({ editor, canvas }) => {
    flushSync(() => editor.store.set({ panel: "inspector" })); // whoever types at once types into it
    canvas.parentElement?.querySelector<HTMLInputElement>(".lpnb-name")?.select();
  },
  outline: ({ editor }) => editor.store.set({ outline: !editor.session.outline }),
  help: ({ editor }) => editor.store.set({ panel: editor.session.panel === "keys" ? null : "keys" }),
  delay: ({ editor, key }) => type(editor, key),
  left: ({ editor, shift }) => nudge(editor, { x: -1, y: 0 }, shift),
  right: ({ editor, shift }) => nudge(editor, { x: 1, y: 0 }, shift),
  up: ({ editor, shift }) => nudge(editor, { x: 0, y: -1 }, shift),
  down: ({ editor, shift }) => nudge(editor, { x: 0, y: 1 }, shift),
};

/** The delay that is being typed. */
let digits: Digits | null = null;

/** Sets the delay of the selected edges with each digit, undone as one. */
function type(editor: Editor, digit: string): void {
  const items = editor.selected("edges");
  if (items.length === 0) return;
  digits = typed(digits, digit, items.join(), Date.now());
  void set(editor, items, { delay: Number(digits.text) }, `digits ${digits.begun}`);
}

/** Actions that belong to the canvas alone: in a panel, Enter presses a button and arrows walk. */
const CANVAS_ONLY: ReadonlySet<Action> = new Set(["enter", "left", "right", "up", "down", "delay", "wire"]);
/** Actions that take away what has the focus: the next key must not go to the notebook. */
const REMOVES: ReadonlySet<Action> = new Set(["remove", "cut", "collapse"]);
const WRITES = "input, textarea, select, [contenteditable]";

/** Whether text is selected where the focus is, in the canvas or beside it: that is what the browser copies then. */
function textChosen(root: Element, canvas: Element, inside: boolean): boolean {
  const chosen = document.getSelection();
  const at = chosen === null || chosen.isCollapsed ? null : chosen.anchorNode;
  return at !== null && root.contains(at) && canvas.contains(at) === inside;
}

export function useKeys(frame: Frame, canvas: Frame): void {
  const { editor, tidier } = useAround();
  useEffect(() => {
    const root = frame.current!;
    editor.frame = canvas.current;
    /** Whether the last thing that happened here was done with the pointer: then Tab adds a node, else it walks on. */
    let pointing = false;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (target.closest(WRITES) && event.key !== "F2") return;
      const inside = canvas.current!.contains(target);
      const tab = event.key === "Tab" && pointing && inside && editor.pointer !== null && !event.shiftKey;
      pointing = false;
      const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
      const action = tab ? "add" : actionOf(press);
      if (action === null || (CANVAS_ONLY.has(action) && (!inside || target.closest("button")))) return;
      if ((action === "copy" || action === "cut") && textChosen(root, canvas.current!, inside)) return;
      event.preventDefault();
      event.stopPropagation();
      const focused = target.closest<HTMLElement>(".react-flow__node, .react-flow__edge, .lpnb-wire")?.dataset.id ?? null;
      if (REMOVES.has(action)) canvas.current!.focus({ preventScroll: true }); // before it vanishes with its focus
      void ACT[action]({ editor, tidier, canvas: canvas.current!, key: event.key, shift: event.shiftKey, focused });
    };
    const onPointer = (event: PointerEvent) => {
      const over = canvas.current!.contains(event.target as Node);
      editor.pointer = over ? { x: event.clientX, y: event.clientY } : null;
      if (event.type !== "pointerdown") return;
      pointing = true;
      // A click on the empty canvas gives it the keys; React Flow would leave the focus where it was.
      if (over && (event.target as Element).classList.contains("react-flow__pane")) canvas.current!.focus({ preventScroll: true });
    };
    const onLeave = () => void (editor.pointer = null);
    root.addEventListener("keydown", onKey);
    root.addEventListener("pointermove", onPointer);
    root.addEventListener("pointerdown", onPointer, true);
    root.addEventListener("pointerleave", onLeave);
    return () => {
      root.removeEventListener("keydown", onKey);
      root.removeEventListener("pointermove", onPointer);
      root.removeEventListener("pointerdown", onPointer, true);
      root.removeEventListener("pointerleave", onLeave);
    };
  }, [editor, tidier, frame, canvas]);
}
