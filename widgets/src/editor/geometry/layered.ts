// One connected drawing, layer by layer from left to right, with dagre.
import dagre from "@dagrejs/dagre";
import { acyclic, layersOf, type Arc } from "./layers.ts";
import { ordered } from "./order.ts";
import type { Point } from "./points.ts";

export interface Sized {
  width: number;
  height: number;
}

/** Where an edge passes a layer: at the height `y`, between the left and the right end of all that is in the layer. */
export interface Stop {
  left: number;
  right: number;
  y: number;
}

export interface Layered {
  /** The upper-left corners of the nodes. */
  corners: Point[];
  /** The layers that each edge passes, in the order of the edges; none where it leads back. */
  ways: Stop[][];
}

/**
 * What a wire says, such as "conv (1)", has room between two layers. It is 24 pixels high: so much is between two cards
 * of a layer, between two wires that pass one, and between a card and a wire that passes it.
 */
const SPACE = { rankdir: "LR", nodesep: 28, edgesep: 28, ranksep: 100 };
/**
 * Nodes and edges up to which dagre does all of it. Measured with 1000 nodes and 2000 random edges, in Node on two shared
 * cores: `network-simplex` takes 24 s, `longest-path` 5 to 18 s, `tight-tree` 4 to 7 s. With the layers given about half
 * of the time is dagre's ordering, and much of the rest goes into long edges. With layers and order of our own and
 * without the longest edges dagre only finds the coordinates: 0.7 to 1.4 s. Up to this size dagre takes 0.4 s at most.
 */
const SMALL = 120;
/** dagre adds a node to each layer that an edge passes: 600 in all. With 2000 it takes up to twice as long. */
const PASSED = 600;

/** The indices of `sizes` are the nodes. No edge leads from a node to itself or is there twice. */
export function layered(sizes: readonly Sized[], arcs: readonly Arc[]): Layered {
  if (sizes.length === 1) return { corners: [{ x: 0, y: 0 }], ways: [] };
  const graph = new dagre.graphlib.Graph();
  const small = sizes.length + arcs.length <= SMALL;
  const forward = acyclic(sizes.length, arcs);
  const layer = small ? [] : layersOf(sizes.length, forward);
  // No edge leads back any more. The greedy search for one does not recurse, which in long chains overflows the stack.
  graph.setGraph({ ...SPACE, acyclicer: "greedy", ranker: small ? "network-simplex" : "none" });
  // Twice: dagre keeps every second layer for the labels of edges.
  sizes.forEach(({ width, height }, node) => graph.setNode(String(node), { width, height, rank: 2 * (layer[node] ?? 0) }));
  for (const [from, to] of small ? forward : shortest(forward, layer)) graph.setEdge(String(from), String(to), {});
  dagre.layout(graph, small ? {} : { customOrder: order });
  const corners = sizes.map(({ width, height }, node) => {
    const { x, y } = graph.node(String(node)) as Point;
    return { x: x - width / 2, y: y - height / 2 };
  });
  const columns = columnsOf(sizes, corners);
  const ways = arcs.map(([from, to], arc) => (forward[arc]![0] === from ? stops(graph, from, to, columns) : []));
  return { corners, ways };
}

type Columns = ReadonlyMap<number, { left: number; right: number }>;

/** From where to where each layer reaches, by its middle: dagre centres all nodes of a layer there. */
function columnsOf(sizes: readonly Sized[], corners: readonly Point[]): Columns {
  const columns = new Map<number, { left: number; right: number }>();
  corners.forEach(({ x }, node) => {
    const { width } = sizes[node]!;
    const middle = Math.round(x + width / 2);
    const { left, right } = columns.get(middle) ?? { left: x, right: x + width };
    columns.set(middle, { left: Math.min(left, x), right: Math.max(right, x + width) });
  });
  return columns;
}

/** Where dagre leads an edge: it has a point for each layer that it passes, and for each space between two layers. */
function stops(graph: Graph, from: number, to: number, columns: Columns): Stop[] {
  const edge = graph.edge(String(from), String(to)) as { points?: Point[] } | undefined;
  const between = edge?.points?.slice(1, -1) ?? []; // without those at the borders of its ends
  return between.flatMap(({ x, y }) => {
    const column = columns.get(Math.round(x));
    return column === undefined ? [] : [{ ...column, y }];
  });
}

/** The edges that shape the drawing: the shortest first, while there is room for the layers that they pass. */
function shortest(arcs: readonly Arc[], layer: readonly number[]): Arc[] {
  const passed = ([from, to]: Arc) => layer[to]! - layer[from]! - 1;
  let room = PASSED;
  return arcs.toSorted((one, other) => passed(one) - passed(other)).filter((arc) => (room -= passed(arc)) >= 0);
}

type Graph = InstanceType<typeof dagre.graphlib.Graph>;

/** Called by dagre, with all nodes that it has added itself. */
function order(graph: Graph): void {
  const names = graph.nodes();
  const index = new Map(names.map((name, at) => [name, at]));
  const layer = names.map((name) => (graph.node(name) as { rank: number }).rank);
  const arcs = graph.edges().map(({ v, w }): Arc => [index.get(v)!, index.get(w)!]);
  for (const row of ordered(layer, arcs)) row.forEach((node, at) => Object.assign(graph.node(names[node]!) as object, { order: at }));
}
