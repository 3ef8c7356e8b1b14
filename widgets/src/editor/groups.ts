// Which node is inside of which, and what stands for what while a group is collapsed.
import { isGroup, shownPorts } from "./card.ts";
import type { EdgeEntry, Id, NodeEntry, Scene } from "./protocol.ts";

type Nodes = Scene["nodes"];

/** The groups around a node, from the inside out. Ends at whatever is not there, and never runs in a circle. */
export function around(nodes: Nodes, id: Id): Id[] {
  const groups: Id[] = [];
  for (let group = nodes[id]?.group; group && nodes[group] && !groups.includes(group); group = nodes[group]?.group) {
    groups.push(group);
  }
  return groups;
}

/** The collapsed group that stands for a node, or for a wire inside of it; undefined for what is drawn itself. */
export function standIn({ nodes, edges }: Pick<Scene, "nodes" | "edges">, id: Id): Id | undefined {
  const { source, target } = edges[id] ?? { source: id, target: id };
  const shown = shownAs(nodes, source);
  return shown !== source && shown === shownAs(nodes, target) ? shown : undefined;
}

/** What is drawn for a node: itself, or the outermost collapsed group around it. */
export function shownAs(nodes: Nodes, id: Id): Id {
  return around(nodes, id).findLast((group) => nodes[group]?.collapsed) ?? id;
}

/** All that is inside a group, however deep. */
export function inside(nodes: Nodes, group: Id): Id[] {
  return Object.keys(nodes).filter((id) => around(nodes, id).includes(group));
}

/** Those of some nodes and groups that are inside of none of the others. */
export function outermost(nodes: Nodes, ids: readonly Id[]): Id[] {
  return ids.filter((id) => !around(nodes, id).some((group) => ids.includes(group)));
}

/** A port of a collapsed group: it stands for one of a node inside. */
export interface Exposed {
  /** `node id.port`, which is unique. */
  name: string;
  words: string;
  node: Id;
  port: string;
}

/**
 * The ports of a collapsed group: those with an edge across its border, and those that nothing is connected to. Where all
 * are fed (or read) inside, these: there is no other way in (or out).
 */
export function exposed(scene: Scene, group: Id): { ports: Exposed[]; outputs: Exposed[] } {
  const members = new Set(inside(scene.nodes, group));
  const edges = Object.values(scene.edges).filter((edge) => members.has(edge.source) || members.has(edge.target));
  const fed = new Set(edges.map((edge) => `${edge.target}.${edge.port}`));
  const crossing = (edge: EdgeEntry) => members.has(edge.source) !== members.has(edge.target);
  const crossed = new Set(edges.filter(crossing).flatMap((e) => [`${e.target}.${e.port}`, `${e.source}.${e.out}`]));
  const read = new Set(edges.map((edge) => `${edge.source}.${edge.out}`));
  const all = [...members].map((id) => [id, scene.nodes[id]!] as const).filter(([, node]) => !isGroup(node));
  const open = (found: Exposed[], taken: Set<string>) => found.filter(({ name }) => crossed.has(name) || !taken.has(name));
  const some = (found: Exposed[], shown: Exposed[]) => (shown.length > 0 ? shown : found);
  const [ports, outputs] = [ends(all, "ports"), ends(all, "outputs")];
  return { ports: some(ports, open(ports, fed)), outputs: some(outputs, open(outputs, read)) };
}

function ends(nodes: (readonly [Id, NodeEntry])[], side: "ports" | "outputs"): Exposed[] {
  return nodes.flatMap(([node, entry]) =>
    (side === "ports" ? shownPorts(entry, false) : entry.outputs).map(({ name: port }) => ({ name: `${node}.${port}`, words: called(entry, port), node, port })),
  );
}

function called(node: NodeEntry, port: string): string {
  return port === "in" || port === "out" ? node.name : `${node.name}.${port}`;
}
