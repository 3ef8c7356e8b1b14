import assert from "node:assert/strict";
import { test } from "node:test";
import { acyclic, layersOf, type Arc } from "../../src/editor/geometry/layers.ts";
import { ordered } from "../../src/editor/geometry/order.ts";
import { bounds, centre, inside, overlaps, type Box } from "../../src/editor/geometry/points.ts";
import { GROUP_PADDING } from "../../src/editor/geometry/points.ts";
import { tidy as laid, type TidyJob, type TidyNode, type TidyResult } from "../../src/editor/geometry/tidy.ts";
import { effort } from "./effort.ts";
import { random } from "./random.ts";

/** Where the nodes go; lead.test.ts is about the edges. */
function tidy(what: TidyJob): TidyResult["boxes"] {
  return laid(what).boxes;
}

function node(id: string, more: Partial<TidyNode> = {}): TidyNode {
  return { id, x: 0, y: 0, width: 100, height: 40, group: null, ...more };
}

function job(nodes: TidyNode[], edges: string[] = [], only: string[] | null = null): TidyJob {
  return { nodes, edges: edges.map((edge, at) => ({ id: `e${at}`, source: edge.split(">")[0]!, target: edge.split(">")[1]! })), only };
}

function corners(result: TidyResult["boxes"]): Record<string, [number, number]> {
  return Object.fromEntries(Object.entries(result).map(([id, { x, y }]) => [id, [x, y]]));
}

/** Nodes and edges that are no more than random. */
function chaos(seed: number, count: number, edges: number, groups = 0): TidyJob {
  const next = random(seed);
  const any = (limit: number) => Math.floor(next() * limit);
  const group = (at: number) => (groups > 0 && next() < 0.8 ? `g${any(Math.min(at, groups))}` : null);
  const frames = Array.from({ length: groups }, (_, at) => node(`g${at}`, { width: 0, height: 0, group: at > 0 ? group(at) : null }));
  const nodes = Array.from({ length: count }, (_, at) => node(`n${at}`, { x: any(900) - 400, y: any(900), width: 40 + any(160), height: 30 + any(90), group: group(groups) }));
  const end = () => (groups > 0 && next() < 0.1 ? `g${any(groups)}` : `n${any(count)}`);
  return job([...frames, ...nodes], Array.from({ length: edges }, () => `${end()}>${end()}`));
}

test("nothing is tidied to nothing, and a lone node stays", () => {
  assert.deepEqual(tidy(job([])), {});
  assert.deepEqual(corners(tidy(job([node("a", { x: -7, y: 9 })]))), { a: [-7, 9] });
});

test("a chain runs from left to right, its corner where it was", () => {
  const result = tidy(job([node("c", { x: 40, y: 7 }), node("a", { x: 50, y: 90 }), node("b", { x: 60, y: 30 })], ["a>b", "b>c"]));
  assert.deepEqual(corners(result), { a: [40, 7], b: [240, 7], c: [440, 7] });
});

test("self loops, doubles, cycles, and edges to nowhere do no harm", () => {
  const plain = tidy(job([node("a"), node("b"), node("c")], ["a>b", "b>c"]));
  assert.deepEqual(tidy(job([node("a"), node("b"), node("c")], ["a>b", "a>b", "a>a", "b>c", "c>gone"])), plain);
  const cycle = tidy(job([node("a"), node("b"), node("c")], ["a>b", "b>c", "c>a"]));
  assert.ok(cycle.a!.x < cycle.b!.x && cycle.b!.x < cycle.c!.x);
});

test("a group has the box of its content, and edges across its border lead to it", () => {
  const nodes = [node("in"), node("g", { x: 500, y: 500, width: 0, height: 0 }), node("p", { group: "g" }), node("q", { group: "g" }), node("out")];
  const result = tidy(job(nodes, ["in>p", "p>q", "q>out"]));
  const { x, top, bottom } = GROUP_PADDING;
  const content = bounds([result.p!, result.q!])!;
  assert.deepEqual(result.g, { x: content.x - x, y: content.y - top, width: content.width + 2 * x, height: content.height + top + bottom });
  assert.ok(result.in!.x + 100 < result.g!.x && result.g!.x + result.g!.width < result.out!.x && result.p!.x < result.q!.x);
});

test("an edge between a group and what is inside of it is none, nor is a circle of groups one", () => {
  const result = tidy(job([node("g"), node("a", { group: "g" })], ["g>a", "a>g"]));
  assert.deepEqual(result.a, { x: result.g!.x + 18, y: result.g!.y + 40, width: 100, height: 40 });
  assert.equal(Object.keys(tidy(job([node("g", { group: "h" }), node("h", { group: "g" }), node("a", { group: "g" })]))).length, 3);
  assert.deepEqual(corners(tidy(job([node("a", { group: "gone" })]))), { a: [0, 0] });
});

test("only what is selected moves, around its old centre", () => {
  const nodes = [node("a", { x: 0, y: 0 }), node("b", { x: 10, y: 300 }), node("c", { x: 700, y: 30 })];
  const result = tidy(job(nodes, ["a>b", "b>c"], ["a", "b", "gone"]));
  assert.deepEqual(Object.keys(result).sort(), ["a", "b"]);
  assert.ok(result.a!.x < result.b!.x && result.a!.y === result.b!.y);
  assert.deepEqual(centre(bounds([result.a!, result.b!])!), { x: 55, y: 170 });
  assert.deepEqual(tidy(job(nodes, ["a>b"], ["a"])), {});
  assert.deepEqual(tidy(job([node("a"), node("b", { x: 200 })], ["a>b"], ["a", "b"])), {}); // tidy already
});

test("a selected group takes along what is inside of it", () => {
  const nodes = [node("a", { x: 500 }), node("g", { width: 0, height: 0 }), node("p", { x: 18, y: 40, group: "g" }), node("far", { x: 9000 })];
  const result = tidy(job(nodes, ["a>g"], ["a", "g"]));
  assert.deepEqual(Object.keys(result).sort(), ["a", "g", "p"]);
  assert.deepEqual([result.p!.x - result.g!.x, result.p!.y - result.g!.y], [18, 40]);
  assert.ok(result.a!.x + 100 < result.g!.x);
});

test("whatever the drawing: whole pixels, nothing lost, no overlaps, content inside its group, and tidy stays tidy", () => {
  for (const [seed, count, edges, groups] of [[1, 12, 14, 0], [2, 40, 60, 5], [3, 90, 30, 4], [4, 60, 150, 0], [5, 120, 160, 9]] as const) {
    const before = chaos(seed, count, edges, groups);
    const result = tidy(before);
    assert.deepEqual(Object.keys(result).sort(), before.nodes.map(({ id }) => id).sort());
    for (const box of Object.values(result)) assert.ok(Number.isInteger(box.x) && Number.isInteger(box.y));
    for (const one of before.nodes) {
      const frame = one.group === null ? null : result[one.group]!;
      if (frame) assert.ok(inside(frame, result[one.id]!) && inside(frame, far(result[one.id]!)), one.id);
      for (const other of before.nodes) {
        const apart = one.id === other.id || one.group !== other.group || !overlaps(result[one.id]!, result[other.id]!);
        assert.ok(apart, `seed ${seed}: ${one.id} and ${other.id}`);
      }
    }
    const again = { ...before, nodes: before.nodes.map((one) => ({ ...one, ...result[one.id]! })) };
    assert.deepEqual(tidy(again), result);
  }
});

function far({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x + width, y: y + height };
}

test("layers: without cycles each edge leads to a later one, for random edges of any kind", () => {
  const next = random(9);
  for (let round = 0; round < 200; round++) {
    const count = 2 + Math.floor(next() * 30);
    const arcs = Array.from({ length: Math.floor(next() * 60) }, (): Arc => [Math.floor(next() * count), Math.floor(next() * count)]);
    const forward = acyclic(count, arcs.filter(([from, to]) => from !== to));
    const layer = layersOf(count, forward);
    for (const [from, to] of forward) assert.ok(layer[from]! < layer[to]!);
    assert.equal(Math.min(...layer), 0);
  }
});

test("layers: nodes go where their edges are short", () => {
  // 0 > 1 > 2 > 3, and 4 leads to 3 only: beside 2, not at the very left.
  assert.deepEqual(layersOf(5, [[0, 1], [1, 2], [2, 3], [4, 3]]), [0, 1, 2, 3, 2]);
});

test("layers: order undoes a crossing", () => {
  assert.deepEqual(ordered([0, 0, 1, 1], [[0, 3], [1, 2]]), [[0, 1], [3, 2]]);
});

test("a chain of ten thousand layers is no deeper than a short one", () => {
  const arcs = Array.from({ length: 9999 }, (_, at): Arc => [at, at + 1]);
  assert.equal(layersOf(10000, acyclic(10000, arcs))[9999], 9999);
});

test("a thousand nodes with two thousand edges take a moment", () => {
  for (const before of [chaos(10, 1000, 2000), layersOf20(), chaos(11, 1000, 2000, 20)]) {
    assert.ok(effort(() => assert.equal(Object.keys(tidy(before)).length, before.nodes.length)) < 500);
  }
});

/** As networks are: layers of twenty, each node connected to two of the next layer. */
function layersOf20(): TidyJob {
  const next = random(12);
  const nodes = Array.from({ length: 1000 }, (_, at) => node(`n${at}`));
  const edge = (at: number) => `n${at % 980}>n${20 * (Math.floor((at % 980) / 20) + 1) + Math.floor(next() * 20)}`;
  return job(nodes, Array.from({ length: 2000 }, (_, at) => edge(at)));
}
