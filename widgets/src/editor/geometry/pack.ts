// A drawing of several parts that no edge connects: each laid out on its own, and side by side.
import { layered, type Stop } from "./layered.ts";
import type { Arc } from "./layers.ts";
import { bounds, type Box } from "./points.ts";

const GAP = 48;
/** How much wider than high a drawing of many parts gets. */
const RATIO = 1.6;

export interface Packed {
  /** The new places, the upper-left corner of all at 0, 0. */
  boxes: ReadonlyMap<string, Box>;
  /** The layers that edges pass, by `wayOf`; edges that pass none are missing. */
  ways: ReadonlyMap<string, readonly Stop[]>;
}

/** What the way of an edge is called: edges with the same ends have the same. */
export function wayOf(source: string, target: string): string {
  return `${source}>${target}`;
}

/** Lays out boxes. Edges to what is not among them do not count. */
export function packed(boxes: ReadonlyMap<string, Box>, edges: readonly { source: string; target: string }[]): Packed {
  const ids = [...boxes.keys()];
  const index = new Map(ids.map((id, at) => [id, at]));
  const arcs = new Map<string, Arc>();
  for (const { source, target } of edges) {
    const [from, to] = [index.get(source), index.get(target)];
    if (from !== undefined && to !== undefined && from !== to) arcs.set(`${from}>${to}`, [from, to]);
  }
  const parts = connected(ids.length, [...arcs.values()]);
  const drawn = parts.map((part) => draw(part, ids.map((id) => boxes.get(id)!)));
  const places = new Map<number, Box>();
  const ways = new Map<string, Stop[]>();
  shelves(drawn.map(({ size }) => size)).forEach(({ x, y }, at) => {
    for (const [node, box] of drawn[at]!.boxes) places.set(node, { ...box, x: box.x + x, y: box.y + y });
    parts[at]!.arcs.forEach(([from, to], arc) => {
      const way = drawn[at]!.ways[arc]!.map((stop) => ({ left: stop.left + x, right: stop.right + x, y: stop.y + y }));
      if (way.length > 0) ways.set(wayOf(ids[from]!, ids[to]!), way);
    });
  });
  return { boxes: new Map(ids.map((id, at) => [id, places.get(at)!])), ways };
}

interface Part {
  nodes: number[];
  arcs: Arc[];
}

/** The parts that edges connect: those with edges first, and otherwise by their first nodes. */
function connected(count: number, arcs: readonly Arc[]): Part[] {
  const of = Array.from({ length: count }, (_, node) => node);
  const root = (node: number): number => {
    while (of[node] !== node) node = of[node] = of[of[node]!]!;
    return node;
  };
  for (const [from, to] of arcs) of[Math.max(root(from), root(to))] = Math.min(root(from), root(to));
  const parts = new Map<number, Part>();
  for (let node = 0; node < count; node++) {
    const part = parts.get(root(node)) ?? { nodes: [], arcs: [] };
    parts.set(root(node), part);
    part.nodes.push(node);
  }
  for (const arc of arcs) parts.get(root(arc[0]))!.arcs.push(arc);
  return [...parts.values()].sort((one, other) => Number(other.arcs.length > 0) - Number(one.arcs.length > 0));
}

interface Drawn {
  boxes: ReadonlyMap<number, Box>;
  ways: Stop[][];
  /** Of all boxes, and of the edges that pass below them. */
  size: { width: number; height: number };
}

function draw({ nodes, arcs }: Part, boxes: readonly Box[]): Drawn {
  const within = new Map(nodes.map((node, at) => [node, at]));
  const sizes = nodes.map((node) => boxes[node]!);
  const { corners, ways } = layered(sizes, arcs.map(([from, to]): Arc => [within.get(from)!, within.get(to)!]));
  const placed = sizes.map((box, at) => ({ ...box, ...corners[at] }));
  const { x, y, width, height } = bounds(placed)!;
  const moved = ways.map((way) => way.map((stop) => ({ left: stop.left - x, right: stop.right - x, y: stop.y - y })));
  const deepest = moved.flat().reduce((most, stop) => Math.max(most, stop.y), height);
  const at = new Map(placed.map((box, at) => [nodes[at]!, { ...box, x: box.x - x, y: box.y - y }]));
  return { boxes: at, ways: moved, size: { width, height: deepest } };
}

/** Corners for boxes in their order, in rows from left to right. */
function shelves(sizes: readonly Drawn["size"][]): { x: number; y: number }[] {
  const area = sizes.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const limit = Math.max(Math.sqrt(area * RATIO), ...sizes.map(({ width }) => width));
  let [x, y, deep] = [0, 0, 0];
  return sizes.map(({ width, height }) => {
    if (x > 0 && x + width > limit) [x, y, deep] = [0, y + deep + GAP, 0];
    const corner = { x, y };
    x += width + GAP;
    deep = Math.max(deep, height);
    return corner;
  });
}
