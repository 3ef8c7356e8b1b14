// Which keys belong to the laboratory, and what they do. Pure decisions; guard.ts acts on them.

/** What has the focus, as far as keys are concerned. */
export type Focus = "text" | "slider" | "choice" | "button" | "drawing" | "other";

export interface Key {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
}

export interface Decision {
  /** Whether the notebook's shortcuts must not see the key. */
  guard: boolean;
  /** What the laboratory does with it; it then goes no further. */
  command: "toggle" | "step" | "back" | null;
}

/** Keys that never act alone, or that must keep their meaning everywhere: Tab leaves the laboratory again. */
const LONE = new Set(["Shift", "Control", "Alt", "Meta", "Tab", "F11"]);
/** With Ctrl or Cmd, only editing keys are ours: saving and the command palette (with Shift) stay the notebook's. */
const EDITING = new Set(["z", "y", "c", "v", "x", "a", "d"]);
/** Keys that run, move or merge cells with Ctrl, Cmd or Alt: not while the focus is in here. */
const CELLS = new Set(["Enter", "Backspace", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const CELLS_WITH_SHIFT = new Set(["z", "m"]);

const COMMANDS = new Map<string, "toggle" | "step" | "back">([
  [" ", "toggle"],
  ["ArrowRight", "step"],
  ["ArrowLeft", "back"],
]);

/** What has the focus and uses the key itself. */
const USES = new Map<string, ReadonlySet<Focus>>([
  [" ", new Set<Focus>(["text", "choice", "button"])],
  ["ArrowRight", new Set<Focus>(["text", "choice", "slider", "drawing"])],
  ["ArrowLeft", new Set<Focus>(["text", "choice", "slider", "drawing"])],
]);

export function decide(key: Key, focus: Focus): Decision {
  const modified = key.ctrl || key.meta;
  const letters = key.shift ? CELLS_WITH_SHIFT : EDITING;
  const meant = modified ? CELLS.has(key.key) || letters.has(key.key.toLowerCase()) : true;
  const guard = !LONE.has(key.key) && (key.alt ? key.key === "Enter" : meant);
  const plain = !modified && !key.alt && !key.shift;
  const command = (plain && COMMANDS.get(key.key)) || null;
  return { guard, command: command && USES.get(key.key)?.has(focus) ? null : command };
}

/** What an element is, given how it describes itself, and whether it is inside of the node editor, which moves by arrows. */
export function focusOf(element: { tag: string; type: string; role: string; editable: boolean; drawing: boolean }): Focus {
  const { tag, type, role, editable, drawing } = element;
  if (role === "slider" || type === "range") return "slider";
  if (tag === "SELECT" || type === "radio" || role === "listbox" || role === "tab") return "choice";
  if (tag === "BUTTON" || tag === "SUMMARY" || tag === "A" || type === "checkbox" || role === "button") return "button";
  if (tag === "INPUT" || tag === "TEXTAREA" || editable || role === "textbox") return "text";
  return drawing ? "drawing" : "other";
}
