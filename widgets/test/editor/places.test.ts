import assert from "node:assert/strict";
import { test } from "node:test";
import { add, newSize } from "../../src/editor/actions/add.ts";
import { cardSize } from "../../src/editor/card.ts";
import { Editor } from "../../src/editor/editor.ts";
import { overlaps } from "../../src/editor/geometry/points.ts";
import { common, groupsFor, portsFor } from "../../src/editor/places.ts";
import type { Scene } from "../../src/editor/protocol.ts";
import { field, group, input, kind, node, output, scene } from "./scenes.ts";

const FITS = { "0>0": "identity", "0>1": "!no", "1>0": "!no", "1>1": "dense" };
const DATA = node("data", { ports: [], outputs: [output("image"), output("label", { socket: 1 })] });
const LEARN = node("learn", { ports: [input("prediction"), input("target", { socket: 1 }), input("terms", { spare: true })], outputs: [] });

test("an end of a wire can be chosen among all ports that fit, and the one where it is", () => {
  const drawn = scene([DATA, node("a"), LEARN], ["data.image>a", "data.label>learn.prediction"], { fits: FITS });
  const words = (edge: string, end: "source" | "target") => portsFor(drawn, edge, end).map(([, words]) => words);
  assert.deepEqual(words("data.image>a", "target"), ["a", "learn.prediction", "learn.terms"]);
  assert.deepEqual(words("data.image>a", "source"), ["data.image", "a"]);
  assert.deepEqual(words("data.label>learn.prediction", "target"), ["learn.prediction", "learn.target"]); // it is there already
});

test("nodes can be in every group that is none of them, nor inside of one", () => {
  const drawn = scene([group("outer"), group("inner", { group: "outer" }), group("other"), node("a", { group: "inner" })]);
  const names = (...nodes: string[]) => groupsFor(drawn, nodes).map(([, words]) => words);
  assert.deepEqual(names("a"), ["outer", "inner", "other"]);
  assert.deepEqual(names("outer"), ["other"]);
  assert.deepEqual([names("inner", "a"), names("outer", "other")], [["outer", "other"], []]);
  assert.deepEqual([common(["a", "a"]), common(["a", "b"]), common([null, null])], ["a", undefined, null]);
});

const KINDS = {
  pool: kind(),
  loss: kind({ ports: LEARN.ports, outputs: [output("loss"), output("terms")] }),
  note: kind({ category: "structure", ports: [], outputs: [], fields: [field("text", "text", { default: "" })] }),
  group: kind({ category: "structure", ports: [], outputs: [], fields: [field("exposed", "names", { default: [] })] }),
};

test("a new node takes the room of its kind, with all ports and what hangs below", () => {
  assert.equal(newSize(KINDS.pool).height, cardSize(node("a")).height + 40);
  assert.equal(newSize(KINDS.loss).height, cardSize(KINDS.loss).height + 40);
  assert.ok(newSize(KINDS.note).width > 176 && newSize(KINDS.group).height > 100);
});

test("nodes of different kinds that are added at one place cover none of the others", async () => {
  const listeners: ((message: never, buffers: never) => void)[] = [];
  let drawn: Scene = scene([], [], { kinds: { nodes: KINDS, edges: {} } });
  const send = (message: object) => {
    const { view, number, do: what, ...told } = message as Record<string, unknown>;
    if (number === undefined) return;
    const name = `n${Object.keys(drawn.nodes).length}`;
    const of = KINDS[told.kind as keyof typeof KINDS];
    const fields = Object.fromEntries(of.fields.map((one) => [one.name, one.default]));
    const made = node(name, { ...(told as object), category: of.category, ports: of.ports, outputs: of.outputs, fields });
    if (what === "add") drawn = { ...drawn, nodes: { ...drawn.nodes, [name]: made } };
    queueMicrotask(() => listeners.forEach((listener) => listener({ answer: view, number, result: { node: name } } as never, [] as never)));
  };
  const editor = new Editor({ send, get: () => [], on: (_event, callback) => void listeners.push(callback), off: () => {} }, "view");
  for (const kind of ["pool", "loss", "note", "loss", "pool"]) {
    editor.store.set({ scene: drawn });
    await add(editor, kind, { place: { x: 0, y: 0 } });
  }
  const boxes = Object.values(drawn.nodes).map(({ kind, x, y }) => ({ x: x!, y: y!, ...newSize(KINDS[kind as keyof typeof KINDS]) }));
  boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => assert.ok(!overlaps(one, other), JSON.stringify([one, other]))));
});
