// What fits where, from the kernel's table: known while a wire is dragged, without asking.
import type { EdgeEntry, End, Id, Input, NodeEntry, NodeKind, Output, Scene } from "./protocol.ts";

/** Whether a wire may end somewhere: by which kind of edge, or why not. */
export type Verdict = { fits: true; kind: string } | { fits: false; why: string };

const GIVER = "{source}";
/** How many numbers the shape of maps has: channels, rows and columns. */
const MAPS = 3;

/** Reads the table for an output and an input. `giver` is how the output's node is called. */
export function verdict(fits: Scene["fits"], output: Output, input: Input, giver: string): Verdict {
  const entry = fits[`${output.socket}>${input.socket}`] ?? "!these two were never compared";
  return entry.startsWith("!") ? { fits: false, why: entry.slice(1).replaceAll(GIVER, () => `'${giver}'`) } : { fits: true, kind: entry };
}

/** The port that a wire hangs at. */
export function portOf(scene: Scene, end: End): Output | Input | undefined {
  const node = scene.nodes[end.node];
  return (end.side === "output" ? node?.outputs : node?.ports)?.find((port) => port.name === end.port);
}

/**
 * For each port of a node that a wire could end at: what would become of it. Empty where it has no such ports.
 *
 * @param moved The edge whose other end it is, where one is moved: then no port is taken by that itself.
 */
export function verdicts(scene: Scene, end: End, node: Id, moved?: Id): [string, Verdict][] {
  const hanging = portOf(scene, end);
  const entry = scene.nodes[node];
  if (hanging === undefined || entry === undefined) return [];
  const wire = moved === undefined ? undefined : scene.edges[moved];
  const judged = (output: Output, taker: Id, input: Input, giver: string) => {
    const own = wire?.target === taker && wire.port === input.name;
    const found = verdict(scene.fits, output, own ? { ...input, socket: input.freed ?? input.socket } : input, giver);
    return wire === undefined || !found.fits ? found : { fits: true as const, kind: kept(wire.kind, output, found.kind) };
  };
  if (end.side === "output") {
    const giver = nameOf(scene.nodes[end.node]!, end.port);
    return entry.ports.map((input) => [input.name, judged(hanging, node, input, giver)]);
  }
  return entry.outputs.map((output) => [output.name, judged(output, end.node, hanging as Input, nameOf(entry, output.name))]);
}

/** The kind of a wire whose end is moved: its own, where that fits too, else the simplest. */
function kept(own: string, { shape }: Output, simplest: string): string {
  const maps = own === "conv" && simplest === "identity" && shape.split("\u00d7").length === MAPS;
  return maps || (own === "dense" && !shape.startsWith("class")) ? own : simplest;
}

/** The verdict about a node as a whole: that of the first port that fits, else the first reason. */
export function best(scene: Scene, end: End, node: Id, moved?: Id): { port: string; verdict: Verdict } {
  const all = verdicts(scene, end, node, moved);
  const found = all.find(([, found]) => found.fits) ?? all[0];
  if (found !== undefined) return { port: found[0], verdict: found[1] };
  const name = scene.nodes[node]?.name ?? "it";
  const why = end.side === "output" ? `'${name}' has no inputs: it is fed from outside.` : `'${name}' has no outputs.`;
  return { port: "", verdict: { fits: false, why } };
}

/** The kinds of node that a wire dropped on the canvas could go on to. */
export function kindsThatFit(scene: Scene, end: End): string[] {
  const hanging = portOf(scene, end);
  if (hanging === undefined) return [];
  const fits = (kind: NodeKind) =>
    end.side === "output"
      ? kind.ports.some((input) => verdict(scene.fits, hanging, input, "").fits)
      : kind.outputs.some((output) => verdict(scene.fits, output, hanging as Input, "").fits);
  return Object.entries(scene.kinds.nodes)
    .filter(([, kind]) => kind.needs === "" && fits(kind))
    .map(([name]) => name);
}

/** The kinds of node that can be put onto a wire: they take what it reads, and give something. */
export function kindsForWire(scene: Scene, edge: EdgeEntry): string[] {
  const end: End = { node: edge.source, port: edge.out, side: "output" };
  return kindsThatFit(scene, end).filter((name) => scene.kinds.nodes[name]!.outputs.length > 0);
}

/** How a port of a node is called: a lone one goes without saying. */
export function nameOf(node: NodeEntry, port: string): string {
  return port === "out" || port === "in" ? node.name : `${node.name}.${port}`;
}
