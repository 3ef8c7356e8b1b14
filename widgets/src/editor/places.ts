// Where what is selected could be: the ports that an end of a wire could be at, the groups that nodes could be in.
import { isGroup } from "./card.ts";
import type { End, Id, Scene } from "./protocol.ts";
import { nameOf, verdicts } from "./fits.ts";
import { around } from "./groups.ts";

/** A key (the id of a group; that of a node and the name of its port), and in words. */
export type Place = readonly [key: string, words: string];

/** The ports that an end of a wire could be moved to, with the one where it is, in the order of the nodes. */
export function portsFor(scene: Scene, edge: Id, end: "source" | "target"): Place[] {
  const { source, out, target, port } = scene.edges[edge]!;
  const here = keyOf(scene, edge, end);
  const other: End = end === "source" ? { node: target, port, side: "input" } : { node: source, port: out, side: "output" };
  return Object.entries(scene.nodes).flatMap(([node, entry]) =>
    verdicts(scene, other, node)
      .map(([name, { fits }]) => ({ key: `${node} ${name}`, words: nameOf(entry, name), fits }))
      .filter(({ key, fits }) => fits || key === here)
      .map(({ key, words }): Place => [key, words]),
  );
}

/** The key of the port where an end of a wire is. */
export function keyOf(scene: Scene, edge: Id, end: "source" | "target"): string {
  const { source, out, target, port } = scene.edges[edge]!;
  return end === "source" ? `${source} ${out}` : `${target} ${port}`;
}

/** The groups that some nodes could be put into: not one of them, nor what is inside of one. */
export function groupsFor(scene: Scene, nodes: readonly Id[]): Place[] {
  const taken = (id: Id) => [id, ...around(scene.nodes, id)].some((one) => nodes.includes(one));
  return Object.entries(scene.nodes)
    .filter(([id, entry]) => isGroup(entry) && !taken(id))
    .map(([id, { name }]) => [id, name]);
}

/** What several things have in common, undefined where they differ. */
export function common<Found>(all: readonly Found[]): Found | undefined {
  return all.every((one) => one === all[0]) ? all[0] : undefined;
}
