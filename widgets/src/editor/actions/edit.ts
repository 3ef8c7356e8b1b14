// What is done to what is selected.
import { isGroup } from "../card.ts";
import type { Editor } from "../editor.ts";
import type { Id, Values } from "../protocol.ts";
import { groupAt } from "./add.ts";
import { letGo, told, unplaced } from "./move.ts";

function everything(editor: Editor): Id[] {
  return [...editor.session.selection];
}

export function remove(editor: Editor): void {
  const items = everything(editor);
  if (items.length === 0) return;
  letGo(editor); // of what a hand drags meanwhile
  void editor.run({ do: "remove", items });
}

export function selectAll(editor: Editor): void {
  const { scene } = editor.session;
  if (scene !== null) editor.select(Object.keys(scene.nodes));
}

export async function copy(editor: Editor, how: "copy" | "cut"): Promise<void> {
  const items = editor.selected("nodes");
  if (items.length === 0) return;
  const done = await editor.run({ do: how, items, ...told(unplaced(editor)) });
  if (done !== null) editor.say(how === "copy" ? "Copied. Paste it here or in another editor." : "Cut.");
}

export async function duplicate(editor: Editor): Promise<void> {
  const items = editor.selected("nodes");
  if (items.length > 0) take(editor, await editor.run({ do: "duplicate", items, ...told(unplaced(editor)) }));
}

export async function paste(editor: Editor): Promise<void> {
  const at = editor.pointer === null ? undefined : editor.canvas?.screenToFlowPosition(editor.pointer);
  const group = at && groupAt(editor, at);
  take(editor, await editor.run({ do: "paste", ...at, ...(group ? { group } : {}) }));
}

function take(editor: Editor, result: { nodes?: Id[] } | null): void {
  if (result?.nodes !== undefined) editor.select(result.nodes);
}

export async function group(editor: Editor): Promise<void> {
  const items = editor.selected("nodes");
  if (items.length === 0) return editor.say("Select what shall be in the group first.");
  const done = await editor.run({ do: "group", items });
  if (done?.node !== undefined) editor.select([done.node]);
}

function groups(editor: Editor): Id[] {
  const { scene } = editor.session;
  return editor.selected("nodes").filter((id) => isGroup(scene!.nodes[id]!));
}

export function ungroup(editor: Editor): void {
  const items = groups(editor);
  if (items.length > 0) void editor.run({ do: "ungroup", items });
}

export function collapse(editor: Editor, items = groups(editor)): void {
  const { scene } = editor.session;
  if (items.length === 0) return editor.say("Select a group first.");
  void editor.run({ do: "collapse", items, collapsed: items.some((id) => !scene!.nodes[id]!.collapsed) });
}

/** Sets a field of all that have it. */
export function set(editor: Editor, items: Id[], fields: Values, gesture?: string): Promise<unknown> {
  return editor.run({ do: "set", items, fields, ...(gesture === undefined ? {} : { gesture }) });
}

/** Mutes or bypasses what is selected, or ends that where all of it is so already. Edges are switched off and on. */
export function mode(editor: Editor, mode: "mute" | "bypass"): void {
  const { scene } = editor.session;
  const nodes = editor.selected("nodes").filter((id) => "mode" in scene!.nodes[id]!.fields);
  const edges = mode === "mute" ? editor.selected("edges") : [];
  const already = nodes.every((id) => scene!.nodes[id]!.fields.mode === mode);
  const gesture = `${mode} ${Date.now()}`; // one press, one step to undo
  if (nodes.length > 0) void set(editor, nodes, { mode: already ? "on" : mode }, gesture);
  if (edges.length > 0) void set(editor, edges, { on: !edges.some((id) => scene!.edges[id]!.on) }, gesture);
}
