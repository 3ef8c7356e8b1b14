import assert from "node:assert/strict";
import { test } from "node:test";
import { aim, edgeUnder, finish, judge, putOnto, startAt } from "../../src/editor/actions/wire.ts";
import { drop } from "../../src/editor/actions/move.ts";
import { Editor } from "../../src/editor/editor.ts";
import { boxesOf, Flow } from "../../src/editor/flow.ts";
import { centre, inside, type Point } from "../../src/editor/geometry/points.ts";
import type { Scene } from "../../src/editor/protocol.ts";
import { labelBox } from "../../src/editor/shares.ts";
import { pathOf, roomOf } from "../../src/editor/wires.ts";
import { random } from "./random.ts";
import { edge, group, input, node, output, scene, session } from "./scenes.ts";

/** An editor whose kernel carries out all that it is told to, and changes nothing. */
function editor(what: Scene) {
  const sent: Record<string, unknown>[] = [];
  const listeners: ((message: never, buffers: never) => void)[] = [];
  const send = (message: object) => {
    const { view, number, ...command } = message as Record<string, unknown>;
    if (number === undefined) return;
    sent.push(command);
    queueMicrotask(() => listeners.forEach((listener) => listener({ answer: view, number } as never, [] as never)));
  };
  const made = new Editor({ send, get: () => [], on: (_event, callback) => void listeners.push(callback), off: () => {} }, "view");
  made.store.set({ scene: what });
  made.flow.draw(what, made.session);
  return { made, sent };
}

/** Two wires that go apart like a fan, and a lone node over both. */
const FAN = scene(
  [node("hidden"), node("answer", { x: 500, y: -130 }), node("pool", { x: 500, y: 130 }), node("lone", { x: 220, y: -10 })],
  ["hidden>answer", "hidden>pool"],
);

function badge(what: Scene, edge: string): Point {
  return centre(labelBox(new Flow().draw(what, session()).edges.find(({ id }) => id === edge)!.data!));
}

test("a node is put onto the wire under the pointer, wherever the middle of its card is", () => {
  const { made } = editor(FAN);
  for (const wire of ["hidden>answer", "hidden>pool"]) {
    for (const y of [-90, -10, 70]) {
      made.store.set({ dragged: new Map([["lone", { x: 220, y }]]) });
      aim(made, ["lone"], badge(FAN, wire));
      assert.equal(made.session.onto, wire, `${y}`);
    }
  }
});

test("away from all wires the one nearest to the middle of the card counts, if any passes below it", () => {
  const { edges } = new Flow().draw(FAN, session());
  const box = boxesOf(FAN, session()).get("lone")!;
  const far = { x: -900, y: 900 };
  const near = (dy: number) => edgeUnder(edges, { ...box, y: box.y + dy }, far, () => true);
  assert.deepEqual([near(-60), near(90), near(900)], ["hidden>answer", "hidden>pool", undefined]);
});

test("a wire under the pointer that does not fit gives way to one that does", () => {
  const { edges } = new Flow().draw(FAN, session());
  const box = boxesOf(FAN, session()).get("lone")!;
  const at = badge(FAN, "hidden>answer");
  assert.equal(edgeUnder(edges, box, at, () => true), "hidden>answer");
  assert.equal(edgeUnder(edges, { ...box, y: box.y + 90 }, at, (edge) => edge === "hidden>pool"), "hidden>pool");
});

test("only a lone node with a way in and a way out is put onto a wire, and only alone", () => {
  const at = badge(FAN, "hidden>answer");
  const onto = (what: Scene, moved: string[]) => {
    const { made } = editor(what);
    aim(made, moved, at);
    return made.session.onto;
  };
  const source = { ...FAN, nodes: { ...FAN.nodes, lone: node("lone", { x: 220, y: -10, ports: [] }) } };
  assert.equal(onto(FAN, ["lone"]), "hidden>answer");
  assert.deepEqual([onto(FAN, ["lone", "pool"]), onto(FAN, ["pool"]), onto(source, ["lone"]), onto(FAN, [])], [null, null, null, null]);
});

test("the wire that is lit during a drag is the one that is cut, once the move is done", async () => {
  const { made, sent } = editor(FAN);
  const at = badge(FAN, "hidden>answer");
  made.store.set({ dragged: new Map([["lone", { x: 220, y: 40 }]]) });
  aim(made, ["lone"], at);
  const lit = made.flow.draw(FAN, made.session).edges.filter(({ data }) => data!.onto);
  assert.deepEqual(lit.map(({ id }) => id), ["hidden>answer"]);
  drop(made, undefined, ["lone"]);
  assert.equal(made.session.onto, null);
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(sent.map((command) => [command["do"], command["edge"]]), [["arrange", undefined], ["splice", "hidden>answer"]]);
});

test("a wire that is gone meanwhile is not cut", () => {
  const { made, sent } = editor(FAN);
  putOnto(made, "lone", "gone>pool");
  assert.deepEqual(sent, []);
});

test("no wire leaves the room that is kept for it", () => {
  const any = random(7);
  const card = (name: string) => node(name, { x: (any() - 0.5) * 1600, y: (any() - 0.5) * 1200 });
  for (let round = 0; round < 60; round++) {
    const bends = any() < 0.3 ? [{ x: (any() - 0.5) * 1600, y: (any() - 0.5) * 1200 }] : [];
    const twice = edge("a>b", { name: "again", bends });
    const { edges } = new Flow().draw(scene([card("a"), card("b")], ["a>b", "b>a", "a>a", twice]), session());
    for (const { id, data } of edges) assert.ok(pathOf(data!).points.every((point) => inside(roomOf(data!), point)), `${round} ${id}`);
  }
});

test("what to do with a wire is said as long as it is on its way", () => {
  const { made } = editor(scene([node("a", { outputs: [output("one"), output("two")] })]));
  const said = () => made.session.toasts.map(({ words }) => words.split(":")[0]);
  startAt(made, "a");
  made.store.set({ selection: new Set(["a"]) });
  assert.deepEqual(said(), ["A wire from 'a.one'"]);
  startAt(made, "a");
  assert.deepEqual(said(), ["A wire from 'a.two'"]);
  made.store.set({ wiring: null });
  assert.deepEqual(said(), []);
});

/** A loss whose target is taken, alone or in a collapsed group. */
function lesson(inside?: string) {
  const learn = node("learn", { group: inside ?? null, ports: [input("terms"), input("target", { socket: 1, freed: 0 })] });
  const taken = "!'target' has its one edge already.";
  return scene([group("g", { collapsed: true }), node("a"), node("b"), learn], ["a>learn.target"], { fits: { "0>0": "dense", "0>1": taken } });
}

test("at a port it is that which is judged, not the first that fits", () => {
  const wiring = { end: { node: "b", port: "out", side: "output" as const } };
  assert.deepEqual(judge(lesson(), wiring, "learn"), { node: "learn", port: "terms", verdict: { fits: true, kind: "dense" } });
  const refused = { node: "learn", port: "target", verdict: { fits: false, why: "'target' has its one edge already." } };
  assert.deepEqual(judge(lesson(), wiring, "learn", "target"), refused);
  assert.deepEqual(judge(lesson("g"), wiring, "g", "learn.target"), refused);
  assert.equal(judge(lesson(), { ...wiring, edge: "a>learn.target" }, "learn", "target").verdict.fits, true);
  assert.equal(judge(lesson(), wiring, "learn", "gone").verdict.fits, false);
});

test("an end that is moved onto a port that is taken stays where it is, and it is said why", async () => {
  const { made, sent } = editor(scene([...Object.values(lesson().nodes), node("c")], ["a>learn.target", "b>learn.terms"], { fits: lesson().fits }));
  const wiring = { end: { node: "b", port: "out", side: "output" as const }, edge: "b>learn.terms" };
  made.store.set({ wiring });
  await finish(made, "learn", "target");
  assert.deepEqual([sent, made.session.toasts.map(({ words }) => words)], [[], ["'target' has its one edge already."]]);
  made.store.set({ wiring });
  await finish(made, "c");
  assert.deepEqual(sent, [{ do: "rewire", edge: "b>learn.terms", end: "target", node: "c", port: "in" }]);
});

test("a group says truly why nothing can end there", () => {
  const why = (side: "input" | "output") => judge(lesson(), { end: { node: "b", port: side === "output" ? "out" : "in", side } }, "g").verdict;
  assert.deepEqual([why("output"), why("input")], ["Nothing in 'g' takes it.", "Nothing in 'g' can be read."].map((why) => ({ fits: false, why })));
});
