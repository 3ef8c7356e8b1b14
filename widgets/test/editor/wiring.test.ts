import assert from "node:assert/strict";
import { test } from "node:test";
import { aim, edgeUnder, putOnto, startAt } from "../../src/editor/actions/wire.ts";
import { drop } from "../../src/editor/actions/move.ts";
import { Editor } from "../../src/editor/editor.ts";
import { boxesOf, Flow } from "../../src/editor/flow.ts";
import { centre, inside, type Point } from "../../src/editor/geometry/points.ts";
import type { Scene } from "../../src/editor/protocol.ts";
import { labelBox } from "../../src/editor/shares.ts";
import { pathOf, roomOf } from "../../src/editor/wires.ts";
import { random } from "./random.ts";
import { edge, node, output, scene, session } from "./scenes.ts";

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
