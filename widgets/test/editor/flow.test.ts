import assert from "node:assert/strict";
import { test } from "node:test";
import { WIDTH } from "../../src/editor/card.ts";
import { take } from "../../src/editor/document.ts";
import { boxesOf, Flow } from "../../src/editor/flow.ts";
import type { Scene } from "../../src/editor/protocol.ts";
import type { Session } from "../../src/editor/session.ts";
import { effort } from "./effort.ts";
import { edge, group, input, node, note, output, scene, session } from "./scenes.ts";

function draw(what: Scene, more: Partial<Session> = {}, flow = new Flow()) {
  const { nodes, edges } = flow.draw(what, session(more));
  return { nodes: new Map(nodes.map((one) => [one.id, one])), edges: new Map(edges.map((one) => [one.id, one])) };
}

const AB = scene([node("a"), node("b", { x: 300, y: 40 }), node("c", { x: 600 })], ["a>b", "b>c"]);

test("what has not changed is the same object, whatever else has", () => {
  const flow = new Flow();
  const before = draw(AB, {}, flow);
  const moved = { ...AB, nodes: { ...AB.nodes, c: node("c", { x: 700 }) } };
  const after = draw(moved, {}, flow);
  for (const id of ["a", "b"]) assert.equal(after.nodes.get(id), before.nodes.get(id));
  assert.equal(after.edges.get("a>b"), before.edges.get("a>b"));
  assert.notEqual(after.nodes.get("c"), before.nodes.get("c"));
  assert.notEqual(after.edges.get("b>c"), before.edges.get("b>c"));
});

test("a change that says again what is drawn already draws nothing anew", () => {
  const flow = new Flow();
  const bends = [{ x: 340, y: 60 }];
  const led = scene([node("a"), node("b", { x: 300 })], [edge("a>b")]);
  const before = flow.draw(led, session({ dragged: new Map([["b", { x: 500, y: 0 }]]), draggedBends: new Map([["a>b", bends]]) }));
  const answered = scene([node("a"), node("b", { x: 500 })], [edge("a>b", { bends: [{ x: 340, y: 60 }] })]);
  const now = take({ scene: led, version: 1 }, { version: 2, change: { nodes: answered.nodes, edges: answered.edges } })!;
  const after = flow.draw(now.scene, session());
  assert.deepEqual([after.nodes === before.nodes, after.edges === before.edges], [true, true]);
});

test("what is moved keeps its card", () => {
  const flow = new Flow();
  const before = draw(AB, {}, flow);
  const after = draw(AB, { dragged: new Map([["a", { x: 7, y: 7 }]]) }, flow);
  assert.notEqual(after.nodes.get("a"), before.nodes.get("a"));
  assert.equal(after.nodes.get("a")!.data, before.nodes.get("a")!.data);
});

test("a selection changes what is selected and nothing else", () => {
  const flow = new Flow();
  const before = draw(AB, {}, flow);
  const after = draw(AB, { selection: new Set(["b"]) }, flow);
  assert.equal(after.nodes.get("b")!.selected, true);
  const same = [...after.nodes].filter(([id, one]) => one === before.nodes.get(id)).map(([id]) => id);
  assert.deepEqual(same, ["a", "c"]);
});

test("what was gone for a while is drawn anew", () => {
  const flow = new Flow();
  const before = draw(AB, {}, flow);
  draw(scene([]), {}, flow);
  assert.notEqual(draw(AB, {}, flow).nodes.get("a"), before.nodes.get("a"));
});

test("wires lead from port to port, and go around both cards, and what hangs below them, where they lead back", () => {
  const { edges } = draw(scene([node("a"), node("b", { x: 300 })], ["a>b", "b>a", "a>a"]));
  const { from, to, loop } = edges.get("a>b")!.data!;
  assert.deepEqual([from, to, loop], [{ x: WIDTH, y: 25 }, { x: 300, y: 25 }, null]);
  assert.deepEqual(edges.get("b>a")!.data!.loop, { x: 0, y: 0, width: 300 + WIDTH, height: 90 });
  assert.deepEqual(edges.get("a>a")!.data!.loop, { x: 0, y: 0, width: WIDTH, height: 90 });
});

test("edges between the same two cards get lanes of their own", () => {
  const twins = [edge("a>b"), edge("a>b", { name: "twin" }), edge("b>a"), edge("a>b", { name: "third" })];
  const { edges } = draw(scene([node("a"), node("b")], twins));
  assert.deepEqual([...edges.values()].map(({ data }) => data!.lane), [0, 1, 0, 2]);
});

test("a frame is around its members, and a frame in a frame is around that and lies above it", () => {
  const members = [node("a", { x: 100, y: 100, group: "inner" }), node("b", { x: 400, y: 100, group: "outer" })];
  const { nodes } = draw(scene([group("outer"), group("inner", { group: "outer" }), ...members]));
  const [outer, inner] = [nodes.get("outer")!, nodes.get("inner")!];
  assert.deepEqual([inner.type, inner.position, inner.width, inner.height], ["frame", { x: 82, y: 60 }, WIDTH + 36, 148]);
  assert.deepEqual([outer.position, outer.width], [{ x: 64, y: 20 }, 400 + WIDTH + 18 - 64]);
  assert.ok(outer.zIndex! < inner.zIndex! && inner.zIndex! < nodes.get("a")!.zIndex!);
});

test("a frame follows a member that is dragged, and an empty one has a place of its own", () => {
  const what = scene([group("g"), node("a", { group: "g" }), group("empty", { x: 7, y: 8 })]);
  const { nodes } = draw(what, { dragged: new Map([["a", { x: 50, y: 60 }]]) });
  assert.deepEqual(nodes.get("g")!.position, { x: 32, y: 20 });
  assert.deepEqual(nodes.get("empty")!.position, { x: 7, y: 8 });
});

test("a collapsed group is one card: its edges end there, and those inside are not drawn", () => {
  const members = [node("a", { x: 100, group: "g" }), node("b", { x: 400, group: "g" })];
  const what = scene([group("g", { collapsed: true }), ...members, node("out", { x: 900 })], ["a>b", "b>out"]);
  const { nodes, edges } = draw(what);
  assert.deepEqual([[...nodes.keys()], [...edges.keys()]], [["g", "out"], ["b>out"]]);
  const lifted = edges.get("b>out")!;
  assert.deepEqual([lifted.source, lifted.sourceHandle, lifted.target, lifted.targetHandle], ["g", "b.out", "out", "in"]);
  assert.equal(nodes.get("g")!.type, "card");
  assert.deepEqual(nodes.get("g")!.handles!.map(({ id, type }) => [id, type]), [["a.in", "target"], ["b.out", "source"]]);
});

test("a node that loops inside of a collapsed group is not drawn, one in the open is", () => {
  const what = scene([group("g", { collapsed: true }), node("a", { group: "g" }), node("b")], ["a>a", "b>b"]);
  assert.deepEqual([...draw(what).edges.keys()], ["b>b"]);
});

test("groups in a circle are drawn somewhere, and hang nothing", () => {
  const what = scene([group("g", { group: "h" }), group("h", { group: "g" }), node("a", { group: "g" })]);
  assert.ok(boxesOf(what, session()).has("a"));
});

test("errors come before warnings, and notes are no problems", () => {
  const problem = (severity: string, words: string, subject = "a") => ({ subject, severity, words, fix: "" });
  const problems = [problem("warning", "first"), problem("note", "hint", "b"), problem("error", "second"), problem("error", "third")];
  const { nodes } = draw({ ...AB, problems });
  assert.equal(nodes.get("a")!.data.problem!.words, "second");
  assert.equal(nodes.get("b")!.data.problem, undefined);
});

test("where a node is: dragged, else placed by a person, else by itself", () => {
  const what = scene([node("a"), node("b"), node("c", { x: null, y: null }), node("d", { x: null, y: null })]);
  const at = { x: 5, y: 6 };
  const { nodes } = draw(what, { dragged: new Map([["a", at]]), automatic: new Map([["b", at], ["c", at]]) });
  assert.deepEqual([...nodes.values()].map(({ position }) => position.x), [5, 0, 5, 0]);
});

test("wires pass their own points, or those that they have by themselves while nobody has placed their ends", () => {
  const loose = { x: null, y: null };
  const bends = [{ x: 1, y: 2 }];
  const what = scene([node("a", loose), node("b", loose), node("c")], ["a>b", "b>c", edge("b>a", { bends })]);
  const automaticBends = new Map(["a>b", "b>c", "b>a"].map((id) => [id, [{ x: 9, y: 9 }]]));
  const passed = (more: Partial<Session>) => [...draw(what, { automaticBends, ...more }).edges.values()].map(({ data }) => data!.bends[0]?.x);
  assert.deepEqual(passed({}), [9, undefined, 1]);
  assert.deepEqual(passed({ dragged: new Map([["a", { x: 0, y: 0 }]]) }), [undefined, undefined, 1]);
});

test("each thing is told to screen readers, and drawn by its own type", () => {
  const compares = node("learn", { ports: [input("prediction"), input("target")], outputs: [output()] });
  const { nodes } = draw(scene([compares, note("words", "hello")]));
  assert.deepEqual([nodes.get("learn")!.type, nodes.get("words")!.type], ["card", "note"]);
  assert.match(nodes.get("learn")!.ariaLabel!, /^learn, pool, 3, first response in frame 1$/);
  assert.deepEqual(nodes.get("learn")!.handles!.map(({ id }) => id), ["prediction", "target", "out"]);
});

test("a thousand nodes in nested groups are drawn in a moment", () => {
  const groups = Array.from({ length: 30 }, (_, at) => group(`g${at}`, at > 0 ? { group: `g${Math.floor(at / 2)}` } : {}));
  const nodes = Array.from({ length: 1000 }, (_, at) => node(`n${at}`, { group: `g${at % 30}`, x: at, y: at }));
  const what = scene([...groups, ...nodes], nodes.slice(1).map(({ name }, at) => `n${at}>${name}`));
  assert.ok(effort(() => draw(what)) < 15);
});
