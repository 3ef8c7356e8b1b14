// The order of the nodes within each layer, such that few edges cross: barycentre sweeps, on plain numbers.
import type { Arc } from "./layers.ts";

/** How often all layers are reordered; the best of the orders is kept. */
const SWEEPS = 8;

/** The nodes of each layer in order. Each edge must lead from a layer to the very next one. */
export function ordered(layer: readonly number[], arcs: readonly Arc[]): number[][] {
  const before: number[][] = layer.map(() => []);
  const after: number[][] = layer.map(() => []);
  for (const [from, to] of arcs) {
    after[from]!.push(to);
    before[to]!.push(from);
  }
  let rows = firstOrder(layer, before, after);
  const place = new Array<number>(layer.length).fill(0);
  const settle = (row: readonly number[]) => row.forEach((node, at) => (place[node] = at));
  rows.forEach(settle);
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows, after, place);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const neighbours = down ? before : after;
    for (const row of down ? rows : rows.toReversed()) {
      reorder(row, neighbours, place);
      settle(row);
    }
    const count = crossings(rows, after, place);
    if (count >= fewest) continue;
    fewest = count;
    best = rows.map((row) => [...row]);
  }
  return best;
}

/** Nodes in the order in which a search along the edges meets them: what is connected starts side by side. */
function firstOrder(layer: readonly number[], before: readonly number[][], after: readonly number[][]): number[][] {
  const rows: number[][] = Array.from({ length: Math.max(-1, ...new Set(layer)) + 1 }, () => []);
  const met = new Uint8Array(layer.length);
  const waiting: number[] = [];
  const meet = (node: number) => {
    if (met[node] === 1) return;
    met[node] = 1;
    rows[layer[node]!]!.push(node);
    waiting.push(node);
  };
  const byLayer = layer.map((_, node) => node).sort((one, other) => layer[one]! - layer[other]!);
  for (const start of byLayer) {
    meet(start);
    while (waiting.length > 0) {
      const node = waiting.pop()!;
      after[node]!.forEach(meet);
      before[node]!.forEach(meet);
    }
  }
  return rows;
}

/** Sorts a layer by the mean place of each node's neighbours; those without any stay where they are. */
function reorder(row: number[], neighbours: readonly number[][], place: readonly number[]): void {
  const mean = (node: number) => {
    const all = neighbours[node]!;
    return all.reduce((sum, other) => sum + place[other]!, 0) / all.length;
  };
  const moving = row.filter((node) => neighbours[node]!.length > 0).map((node) => ({ node, mean: mean(node) }));
  moving.sort((one, other) => one.mean - other.mean);
  let next = 0;
  row.forEach((node, at) => {
    if (neighbours[node]!.length > 0) row[at] = moving[next++]!.node;
  });
}

/** How many pairs of edges cross between neighbouring layers: inversions, counted with a Fenwick tree. */
function crossings(rows: readonly number[][], after: readonly number[][], place: readonly number[]): number {
  let count = 0;
  for (let at = 0; at + 1 < rows.length; at++) {
    const tree = new Int32Array(rows[at + 1]!.length + 1);
    let seen = 0;
    for (const node of rows[at]!) {
      const ends = after[node]!.map((to) => place[to]! + 1);
      // Edges from the same node do not cross one another: count all of them before any is added.
      for (const end of ends) count += seen - upTo(tree, end);
      for (const end of ends) add(tree, end);
      seen += ends.length;
    }
  }
  return count;
}

function upTo(tree: Int32Array, end: number): number {
  let sum = 0;
  for (let at = end; at > 0; at -= at & -at) sum += tree[at]!;
  return sum;
}

function add(tree: Int32Array, end: number): void {
  for (let at = end; at < tree.length; at += at & -at) tree[at]!++;
}
