// What keys do inside the editor, in one table: the editor acts on it, the help panel shows it.

export type Action =
  | "add" | "wire" | "remove" | "undo" | "redo" | "copy" | "cut" | "paste" | "duplicate" | "all" | "escape" | "enter"
  | "group" | "ungroup" | "collapse" | "tidy" | "fit" | "mute" | "bypass" | "rename" | "outline" | "help" | "delay"
  | "left" | "right" | "up" | "down"; // prettier-ignore

export interface Press {
  key: string;
  /** Ctrl, or Cmd. */
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
}

interface Shortcut {
  action: Action;
  /** As the help shows them. */
  keys: string;
  words: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: "add", keys: "Tab, A or /", words: "Add a node (Tab: while the pointer is over the canvas; or double-click)" },
  { action: "wire", keys: "C", words: "Start a wire from the node; go to another one, Enter ends it; C again: its next output" },
  { action: "enter", keys: "Enter", words: "Select what has the focus, or end the wire there" },
  { action: "escape", keys: "Escape", words: "Let go: of the wire, the palette, the selection" },
  { action: "delay", keys: "0 … 9", words: "Set the delay of the selected edges, in frames" },
  { action: "left", keys: "Arrows", words: "Move what is selected (with Shift: far)" },
  { action: "remove", keys: "Delete", words: "Remove what is selected" },
  { action: "undo", keys: "Ctrl+Z", words: "Undo" },
  { action: "redo", keys: "Shift+Ctrl+Z", words: "Redo" },
  { action: "copy", keys: "Ctrl+C, X, V", words: "Copy, cut, paste; also into another editor" },
  { action: "duplicate", keys: "Ctrl+D", words: "Duplicate" },
  { action: "all", keys: "Ctrl+A", words: "Select all" },
  { action: "group", keys: "G", words: "Group what is selected" },
  { action: "ungroup", keys: "Shift+G", words: "Dissolve the group" },
  { action: "collapse", keys: "K", words: "Collapse or open the group" },
  { action: "tidy", keys: "T", words: "Tidy what is selected, or everything" },
  { action: "fit", keys: "F", words: "Show everything (with Shift: what is selected)" },
  { action: "mute", keys: "M", words: "Mute: a node holds its start value, an edge is left out of the sum" },
  { action: "bypass", keys: "B", words: "Bypass: a node holds the plain sum of what arrives" },
  { action: "rename", keys: "F2", words: "Rename the node" },
  { action: "outline", keys: "O", words: "Show or hide the outline" },
  { action: "help", keys: "?", words: "Show or hide these keys" },
];

const CTRL = new Map<string, Action>([
  ["z", "undo"], ["y", "redo"], ["c", "copy"], ["x", "cut"], ["v", "paste"], ["d", "duplicate"], ["a", "all"],
]); // prettier-ignore

const PLAIN = new Map<string, Action>([
  ["a", "add"], ["/", "add"], ["c", "wire"], ["Delete", "remove"], ["Backspace", "remove"], ["Escape", "escape"],
  ["Enter", "enter"], ["g", "group"], ["k", "collapse"], ["t", "tidy"], ["f", "fit"], ["m", "mute"], ["b", "bypass"],
  ["F2", "rename"], ["o", "outline"], ["?", "help"], ["ArrowLeft", "left"], ["ArrowRight", "right"], ["ArrowUp", "up"],
  ["ArrowDown", "down"],
]); // prettier-ignore

/** What a key does, null for nothing. */
export function actionOf({ key, ctrl, shift, alt }: Press): Action | null {
  if (alt) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (ctrl && shift) return name === "z" ? "redo" : null; // the others are JupyterLab's: C is the command palette
  if (ctrl) return CTRL.get(name) ?? null;
  if (/^[0-9]$/.test(key)) return "delay";
  const action = PLAIN.get(name) ?? null;
  return action === "group" && shift ? "ungroup" : action;
}

/** A number of which the digits are typed one after the other. */
export interface Digits {
  text: string;
  /** When the last digit was typed, and when the first, in milliseconds. */
  last: number;
  begun: number;
  /** What it is typed for. */
  items: string;
}

const TOGETHER = 1000;
const LONGEST = 4;

/** What is typed with one more digit: those that come within a second are one number. */
export function typed(before: Digits | null, digit: string, items: string, now: number): Digits {
  const goesOn = before !== null && before.items === items && now - before.last <= TOGETHER && before.text.length < LONGEST;
  return { text: goesOn ? before.text + digit : digit, last: now, begun: goesOn ? before.begun : now, items };
}
