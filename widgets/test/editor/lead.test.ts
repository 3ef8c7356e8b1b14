import assert from "node:assert/strict";
import { test } from "node:test";
import { cardSize, portPoint } from "../../src/editor/card.ts";
import { grow, inside } from "../../src/editor/geometry/points.ts";
import { tidy, type TidyEdge, type TidyJob, type TidyNode, type TidyResult } from "../../src/editor/geometry/tidy.ts";
import { wirePath } from "../../src/editor/geometry/wire.ts";
import { random } from "./random.ts";

function node(id: string, more: Partial<TidyNode> = {}): TidyNode {
  return { id, x: 0, y: 0, width: 176, height: 50, group: null, ...more };
}

/** Edges by their own names: "a>b". Each node is a card, unless it is given. */
function job(edges: string[], nodes: TidyNode[] = [], only: string[] | null = null): TidyJob {
  const ends = edges.map((edge) => edge.replace("'", "").split(">") as [string, string]);
  const given = new Map(nodes.map((one) => [one.id, one]));
  for (const id of ends.flat()) if (!given.has(id)) given.set(id, node(id));
  return { nodes: [...given.values()], edges: edges.map((id, at) => ({ id, source: ends[at]![0], target: ends[at]![1] })), only };
}

/** The cards that the curve of an edge crosses, apart from its ends. */
function crossed({ id, source, target, out, in: into }: TidyEdge, boxes: TidyResult["boxes"], bends: readonly { x: number; y: number }[]): string[] {
  const [start, end] = [boxes[source]!, boxes[target]!];
  const from = { x: start.x + start.width, y: start.y + (out ?? start.height / 2) };
  const to = { x: end.x, y: end.y + (into ?? end.height / 2) };
  const { points } = wirePath({ from, to, bends, loop: null, lane: id.includes("'") ? 1 : 0 });
  const others = Object.entries(boxes).filter(([id]) => id !== source && id !== target);
  return others.filter(([, box]) => points.some((point) => inside(grow(box, -1), point))).map(([id]) => id);
}

function free(job: TidyJob, { boxes, bends }: TidyResult = tidy(job)): void {
  for (const edge of job.edges) assert.deepEqual(crossed(edge, boxes, bends[edge.id] ?? []), [], edge.id);
}

const CHAIN = job(["a>b", "b>c", "c>d", "a>d"]);
const CROSSED = job(["a>b", "b>c", "c>d", "p>q", "q>r", "r>s", "a>s", "p>d"]);

/** The network of the tutorials, with the cards and ports that the editor draws. */
function digits(): TidyJob {
  const lone = { ports: [{ name: "in" }], outputs: [{ name: "out" }] };
  const compares = { ports: [{ name: "prediction" }, { name: "target" }], outputs: [{ name: "out" }] };
  const cards = {
    data: { ports: [], outputs: [{ name: "image" }, { name: "label" }] },
    image: lone,
    hidden: lone,
    answer: lone,
    learn: compares,
    accuracy: compares,
  };
  const edge = (source: keyof typeof cards, out: string, target: keyof typeof cards, port: string): TidyEdge => ({
    id: `${source}.${out}>${target}.${port}`,
    source,
    target,
    out: portPoint(cards[source], "output", out).y,
    in: portPoint(cards[target], "input", port).y,
  });
  const edges = [
    edge("data", "image", "image", "in"),
    edge("image", "out", "hidden", "in"),
    edge("hidden", "out", "hidden", "in"),
    edge("hidden", "out", "answer", "in"),
    edge("answer", "out", "learn", "prediction"),
    edge("data", "label", "learn", "target"),
    edge("answer", "out", "accuracy", "prediction"),
    edge("data", "label", "accuracy", "target"),
  ];
  return { nodes: Object.entries(cards).map(([id, card]) => node(id, cardSize(card))), edges, only: null };
}

test("a skip along a chain goes around the cards between", () => {
  const { boxes, bends } = tidy(CHAIN);
  assert.deepEqual(Object.keys(bends), ["a>d"]);
  free(CHAIN);
  for (const { x, y } of bends["a>d"]!) assert.ok(Number.isInteger(x) && Number.isInteger(y) && x > boxes.a!.x && x < boxes.d!.x);
});

test("the digits network has no wire across a card", () => {
  const network = digits();
  const { bends } = tidy(network);
  for (const id of Object.keys(bends)) assert.match(id, /^data\.label/);
  assert.ok(Object.keys(bends).length > 0);
  const { boxes } = tidy(network);
  for (const edge of network.edges.filter(({ source, target }) => source !== target)) {
    assert.deepEqual(crossed(edge, boxes, bends[edge.id] ?? []), [], edge.id);
  }
});

test("two chains side by side with skips from one to the other have no wire across a card", () => {
  free(CROSSED);
});

test("neighbours, what leads back, loops, and edges with a free way need no points", () => {
  assert.deepEqual(tidy(job(["a>b", "b>c", "c>a", "b>b"])).bends, {});
  const beside = tidy(job(["a>b", "b>c", "a>c"], [node("b", { height: 2 })]));
  assert.ok((beside.bends["a>c"] ?? []).length <= 2);
});

test("what is inside of a group is led in there, wherever the group goes", () => {
  const inner = ["a", "b", "c", "d"].map((id) => node(id, { group: "g" }));
  const grouped = job(["in>a", "a>b", "b>c", "c>d", "a>d"], [node("g", { width: 0, height: 0 }), ...inner, node("in")]);
  const { boxes, bends } = tidy(grouped);
  assert.deepEqual(Object.keys(bends), ["a>d"]);
  const { g: _frame, ...cards } = boxes;
  for (const edge of grouped.edges) assert.deepEqual(crossed(edge, cards, bends[edge.id] ?? []), [], edge.id);
});

test("with a selection only edges among it are led", () => {
  const nodes = ["a", "b", "c", "d"].map((id, at) => node(id, { x: 700, y: 300 * at }));
  const { boxes, bends } = tidy(job(["a>b", "b>c", "c>d", "a>c", "a>d"], nodes, ["a", "b", "c"]));
  assert.deepEqual(Object.keys(bends), ["a>c"]);
  assert.deepEqual(crossed({ id: "", source: "a", target: "c" }, { ...boxes }, bends["a>c"]!), []);
});

test("edges with the same ends are led around the same card", () => {
  const twins = job(["a>b", "b>c", "c>d", "a>d", "a'>d", "a>c"]);
  free(twins);
  assert.ok(tidy(twins).bends["a>d"] !== undefined);
});

test("in random drawings of up to twenty nodes hardly a wire crosses a card, and far fewer than without points", () => {
  const next = random(21);
  let [wires, straight, bent] = [0, 0, 0];
  for (let round = 0; round < 60; round++) {
    const count = 4 + Math.floor(next() * 17);
    const nodes = Array.from({ length: count }, (_, at) => node(`n${at}`, { height: next() < 0.7 ? 50 : 102 }));
    const forward = Array.from({ length: Math.floor(count * 1.4) }, () => [next(), next()].map((x) => Math.floor(x * count)).sort((a, b) => a - b));
    const edges = new Set(forward.filter(([from, to]) => from !== to).map(([from, to]) => `n${from}>n${to}`));
    const before = job([...edges], nodes);
    const { boxes, bends } = tidy(before);
    for (const edge of before.edges) {
      wires += 1;
      straight += Number(crossed(edge, boxes, []).length > 0);
      bent += Number(crossed(edge, boxes, bends[edge.id] ?? []).length > 0);
    }
  }
  assert.ok(straight > wires / 10, `${straight} of ${wires}`);
  assert.ok(bent < wires / 100, `${bent} of ${wires}`);
});
