// The first half of a layered layout, on plain numbers: which edges to turn round, and which layer a node is in.
// Nodes are 0..count-1. Nothing here recurses, so that a chain of ten thousand nodes is no deeper than a short one.

export type Arc = readonly [from: number, to: number];

/** How often the layers are improved; it converges long before for all but odd graphs. */
const PASSES = 12;

/** The same edges without cycles: those that lead back, as a depth-first search finds them, are turned round. */
export function acyclic(count: number, arcs: readonly Arc[]): Arc[] {
  const out = successors(count, arcs);
  const entered = new Int8Array(count); // 0 not yet, 1 on the path, 2 done
  const back = new Set<number>();
  const visit = (start: number) => {
    const path = [start];
    const next = [0];
    entered[start] = 1;
    while (path.length > 0) {
      const node = path.at(-1)!;
      const arc = out[node]![next[next.length - 1]!++];
      if (arc === undefined) {
        entered[node] = 2;
        path.pop();
        next.pop();
        continue;
      }
      const to = arcs[arc]![1];
      if (entered[to] === 1) back.add(arc);
      else if (entered[to] === 0) {
        entered[to] = 1;
        path.push(to);
        next.push(0);
      }
    }
  };
  // From the sources first: what they reach then points away from them.
  const indegree = new Int32Array(count);
  for (const [, to] of arcs) indegree[to]!++;
  for (let node = 0; node < count; node++) if (indegree[node] === 0 && entered[node] === 0) visit(node);
  for (let node = 0; node < count; node++) if (entered[node] === 0) visit(node);
  return arcs.map(([from, to], arc) => (back.has(arc) ? [to, from] : [from, to]));
}

/**
 * The layer of each node, from 0, each edge leading to a later one. Starts with the earliest possible layers, then moves
 * nodes to where their edges are shortest in all, which is nearly what network simplex finds, at a fraction of its time.
 */
export function layersOf(count: number, arcs: readonly Arc[]): number[] {
  const before: number[][] = Array.from({ length: count }, () => []);
  const after: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of arcs) {
    after[from]!.push(to);
    before[to]!.push(from);
  }
  const order = topological(before, after);
  const layer = new Array<number>(count).fill(0);
  for (const node of order) layer[node] = latest(layer, before[node]!, -1) + 1;
  const improve = (node: number) => {
    const most = earliest(layer, after[node]!) - 1;
    const least = latest(layer, before[node]!, -1) + 1;
    const pull = after[node]!.length - before[node]!.length;
    // Between its neighbours a node's edges get shorter by moving towards where more of them are.
    if (pull > 0 && most !== Infinity) layer[node] = most;
    else if (pull < 0) layer[node] = least;
  };
  for (let pass = 0; pass < PASSES; pass++) {
    const was = layer.join();
    for (let at = order.length - 1; at >= 0; at--) improve(order[at]!);
    for (const node of order) improve(node);
    if (layer.join() === was) break;
  }
  const first = layer.reduce((least, one) => Math.min(least, one), Infinity);
  return layer.map((one) => one - first);
}

/** Every node after all that lead to it. */
function topological(before: readonly number[][], after: readonly number[][]): number[] {
  const missing = before.map((nodes) => nodes.length);
  const order = missing.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let at = 0; at < order.length; at++) {
    for (const node of after[order[at]!]!) if (--missing[node]! === 0) order.push(node);
  }
  return order;
}

function latest(layer: readonly number[], nodes: readonly number[], none: number): number {
  return nodes.reduce((most, node) => Math.max(most, layer[node]!), none);
}

function earliest(layer: readonly number[], nodes: readonly number[]): number {
  return nodes.reduce((least, node) => Math.min(least, layer[node]!), Infinity);
}

/** For each node the numbers of the edges that leave it. */
function successors(count: number, arcs: readonly Arc[]): number[][] {
  const out: number[][] = Array.from({ length: count }, () => []);
  arcs.forEach(([from], arc) => out[from]!.push(arc));
  return out;
}
