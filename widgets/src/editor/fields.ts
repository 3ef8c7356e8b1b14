// The fields that the inspector shows for what is selected: those that all of it has in common.
import { isGroup } from "./card.ts";
import type { Field, Id, Scene, Value } from "./protocol.ts";

export interface Row {
  field: Field;
  /** What it is set for; a field that a group exposes belongs to a node inside. */
  items: Id[];
  /** The value of all of them, undefined where they differ. */
  value: Value | undefined;
  /** The node that it belongs to, where that is not what is selected. */
  owner: string;
}

function fieldsOf(scene: Scene, id: Id): readonly Field[] {
  const node = scene.nodes[id];
  if (node !== undefined) return scene.kinds.nodes[node.kind]?.fields ?? [];
  return scene.kinds.edges[scene.edges[id]?.kind ?? ""]?.fields ?? [];
}

function valueOf(scene: Scene, id: Id, field: string): Value {
  return (scene.nodes[id] ?? scene.edges[id])?.fields[field] ?? null;
}

/** The rows for a selection of nodes and edges. */
export function rows(scene: Scene, items: Id[]): Row[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  const shared = fieldsOf(scene, first).filter(({ name, control }) =>
    rest.every((id) => fieldsOf(scene, id).some((other) => other.name === name && other.control === control)),
  );
  return [...shared.map((field) => row(scene, field, items, "")), ...(rest.length === 0 ? exposedRows(scene, first) : [])];
}

function row(scene: Scene, field: Field, items: Id[], owner: string): Row {
  const values = items.map((id) => valueOf(scene, id, field.name));
  const same = values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));
  return { field, items, value: same ? values[0] : undefined, owner };
}

/** The fields of nodes inside that a group shows as its own. */
function exposedRows(scene: Scene, id: Id): Row[] {
  const group = scene.nodes[id];
  if (group === undefined || !isGroup(group)) return [];
  const byName = new Map(Object.entries(scene.nodes).map(([other, node]) => [node.name, other]));
  return (group.fields.exposed as string[]).flatMap((name) => {
    const [owner = "", field = ""] = name.split(".");
    const node = byName.get(owner);
    const found = node === undefined ? undefined : fieldsOf(scene, node).find((one) => one.name === field);
    return node === undefined || found === undefined ? [] : [row(scene, found, [node], owner)];
  });
}

/** Whether a row stands where its kind has it from the beginning. */
export function isDefault({ field, value }: Row): boolean {
  return JSON.stringify(value) === JSON.stringify(field.default);
}

/** The rows whose name or help has what was typed. */
export function matching(all: readonly Row[], query: string): Row[] {
  const wanted = query.trim().toLowerCase();
  return all.filter(({ field, owner }) => `${owner} ${field.name} ${field.help}`.toLowerCase().includes(wanted));
}
