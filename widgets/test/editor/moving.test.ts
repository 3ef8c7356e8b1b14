// What becomes of nodes, and of the wires between them, that are dragged, nudged, aligned, pasted or removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { boxed } from "../../src/editor/actions/box.ts";
import { mode, paste, remove } from "../../src/editor/actions/edit.ts";
import { alignSelected, distributeSelected, drag, drop, letGo, nudge } from "../../src/editor/actions/move.ts";
import { drawnBox } from "../../src/editor/actions/view.ts";
import { Editor } from "../../src/editor/editor.ts";
import { boxesOf, Flow } from "../../src/editor/flow.ts";
import { inside } from "../../src/editor/geometry/points.ts";
import type { Command, Id, Scene } from "../../src/editor/protocol.ts";
import { labelBox } from "../../src/editor/shares.ts";
import { pathOf } from "../../src/editor/wires.ts";
import { edge, group, input, node, scene, session } from "./scenes.ts";

type Arrange = Extract<Command, { do: "arrange" }>;

/** An editor with what its kernel was told, which it carries out without a word. */
function opened(shown: Scene, selection: Id[] = []) {
  const sent: Arrange[] = [];
  const hear: ((message: never) => void)[] = [];
  const tell = (message: object) => hear.forEach((each) => each(message as never));
  const model = {
    on: (_event: string, callback: (message: never) => void) => void hear.push(callback),
    off: () => {},
    get: () => [],
    send: (message: Arrange & { number: number }) => {
      if (message.do !== undefined) sent.push(message);
      queueMicrotask(() => tell({ answer: "v", number: message.number }));
    },
  };
  const editor = new Editor(model as unknown as ConstructorParameters<typeof Editor>[0], "v");
  tell({ change: shown, version: 1, whole: true });
  editor.select(selection);
  return { editor, sent, tell };
}

const soon = () => new Promise((done) => setTimeout(done, 2));

const BENDS = [{ x: 300, y: 90 }, { x: 400, y: 120 }];
const AWAY = [{ x: 310, y: 70 }, { x: 410, y: 100 }];
const BENT = scene([node("a"), node("b", { x: 500 }), node("c", { x: 900 })], [edge("a>b", { bends: BENDS }), edge("b>c", { bends: [{ x: 800, y: 9 }] })]);

// -- points of wires ----------------------------------------------------------------------------------------------

test("a wire's points go along while both of its ends are dragged by the same, and are told with them", async () => {
  const { editor, sent } = opened(BENT);
  drag(editor, new Map([["a", { x: 10, y: -20 }], ["b", { x: 510, y: -20 }]]));
  assert.deepEqual([...editor.session.draggedBends], [["a>b", AWAY]]);
  drop(editor, undefined, ["a", "b"]);
  assert.deepEqual(sent[0]!.bends, { "a>b": AWAY });
  await soon();
  assert.deepEqual([editor.session.dragged.size, editor.session.draggedBends.size], [0, 0]);
});

test("the points of a wire stay where one of its ends does, or goes elsewhere", () => {
  const { editor, sent } = opened(BENT);
  drag(editor, new Map([["a", { x: 10, y: -20 }]]));
  assert.equal(editor.session.draggedBends.size, 0);
  drag(editor, new Map([["a", { x: 10, y: -20 }], ["b", { x: 510, y: 20 }]]));
  assert.equal(editor.session.draggedBends.size, 0);
  drop(editor, undefined, ["a", "b"]);
  assert.equal(sent[0]!.bends, undefined);
});

test("a group takes along the points of the wires inside, open or collapsed", () => {
  for (const collapsed of [false, true]) {
    const inner = { ...BENT.nodes, a: node("a", { group: "g" }), b: node("b", { x: 500, group: "g" }), g: group("g", { collapsed }) };
    const { editor, sent } = opened({ ...BENT, nodes: inner });
    const { x, y } = boxesOf(editor.session.scene!, editor.session).get("g")!;
    drag(editor, new Map([["g", { x: x + 10, y: y - 20 }]]));
    drop(editor, undefined, ["g"]);
    assert.deepEqual(sent[0]!.bends, { "a>b": AWAY });
  }
});

test("keys and the grid take them along too, and aligning where both ends move alike", () => {
  const nudged = opened(BENT, ["a", "b"]);
  nudge(nudged.editor, { x: 1, y: 0 }, false);
  assert.deepEqual(nudged.sent[0]!.bends, { "a>b": BENDS.map(({ x, y }) => ({ x: x + 8, y })) });
  const snapped = opened(BENT, ["a", "b"]);
  snapped.editor.store.set({ snap: true });
  nudge(snapped.editor, { x: 1, y: 0 }, false); // a at 0 goes to 16, b at 500 to 512
  assert.deepEqual(snapped.sent[0]!.bends, { "a>b": BENDS.map(({ x, y }) => ({ x: x + 16, y })) });
  const high = scene([node("a", { x: 50 }), node("b", { x: 500 }), node("c", { x: 900, y: -70 })], [edge("a>b", { bends: BENDS }), "b>c"]);
  const aligned = opened(high, ["a", "b", "c"]);
  alignSelected(aligned.editor, "top");
  assert.deepEqual(aligned.sent[0]!.bends, { "a>b": BENDS.map(({ x, y }) => ({ x, y: y - 70 })) });
});

test("points that a wire has by itself go along as well, and are told once", () => {
  const nowhere = { x: null, y: null };
  const { editor, sent } = opened(scene([node("a", nowhere), node("b", nowhere), node("c", nowhere)], ["a>b", "b>c"]));
  const places = ["a", "b", "c"].map((id, at) => [id, { x: 300 * at, y: 0 }] as const);
  editor.store.set({ automatic: new Map(places), automaticBends: new Map([["a>b", BENDS], ["b>c", BENDS]]) });
  drag(editor, new Map([["a", { x: 10, y: -20 }], ["b", { x: 310, y: -20 }]]));
  drop(editor, undefined, ["a", "b"]);
  assert.deepEqual([sent[0]!.bends, sent[0]!.drawn!.bends], [{ "a>b": AWAY }, {}]);
});

// -- what is dragged ----------------------------------------------------------------------------------------------

test("what is gone is dragged no more, and comes back where it was", () => {
  const { editor, sent, tell } = opened(BENT);
  drag(editor, new Map([["a", { x: 10, y: -20 }], ["b", { x: 510, y: -20 }]]));
  tell({ change: { nodes: { b: null }, edges: { "a>b": null, "b>c": null } }, version: 2 });
  assert.deepEqual([[...editor.session.dragged.keys()], editor.session.draggedBends.size], [["a"], 0]);
  tell({ change: BENT, version: 3, whole: true });
  assert.deepEqual(boxesOf(BENT, editor.session).get("b")!.x, 500);
  letGo(editor);
  assert.equal(editor.session.dragged.size, 0);
  drag(editor, new Map([["c", { x: 950, y: 0 }]]));
  drop(editor, undefined, ["c"]);
  assert.deepEqual(sent.map(({ places }) => Object.keys(places)), [["c"]]);
});

test("what is removed while it is dragged is let go of, and no place is told of it", () => {
  const { editor, sent } = opened(BENT, ["b"]);
  drag(editor, new Map([["b", { x: 510, y: -20 }]]));
  remove(editor);
  drop(editor, undefined, ["b"]);
  assert.deepEqual([sent.map((command) => command.do), editor.session.dragged.size], [["remove"], 0]);
});

test("what was dropped and is not acknowledged yet stays where it was put, and is not told again", async () => {
  const { editor, sent } = opened(BENT);
  drag(editor, new Map([["a", { x: 10, y: -20 }]]));
  drop(editor, undefined, ["a"]);
  drag(editor, new Map([["c", { x: 950, y: 0 }]]));
  letGo(editor);
  assert.deepEqual([...editor.session.dragged.keys()], ["a"]);
  drag(editor, new Map([["c", { x: 960, y: 0 }]]));
  drop(editor, undefined, ["c"]);
  assert.deepEqual(sent.map(({ places }) => Object.keys(places)), [["a"], ["c"]]);
  await soon();
  assert.equal(editor.session.dragged.size, 0);
});

test("a node that is dropped onto a wire, and the move there, are one step to undo", async () => {
  const { editor, sent } = opened(scene([node("a"), node("b", { x: 500 }), node("lone", { x: 220 })], ["a>b"]));
  drag(editor, new Map([["lone", { x: 230, y: 10 }]]));
  editor.store.set({ onto: "a>b" });
  drop(editor, undefined, ["lone"]);
  await soon();
  const gestures = sent.map((command) => command.gesture);
  assert.deepEqual(sent.map((command) => command.do), ["arrange", "splice"]);
  assert.ok(gestures[0] !== undefined && gestures[0] === gestures[1]);
});

test("with the grid on, each arrow key goes one cell on", () => {
  for (const [x, y] of [[-1, 0], [1, 0], [0, -1], [0, 1]] as const) {
    const { editor, sent } = opened(scene([node("a", { x: 32, y: 48 })]), ["a"]);
    editor.store.set({ snap: true });
    nudge(editor, { x, y }, false);
    assert.deepEqual(sent[0]!.places, { a: { x: 32 + 16 * x, y: 48 + 16 * y } });
  }
});

// -- what is selected ---------------------------------------------------------------------------------------------

const GROUPED = scene([node("a", { group: "g" }), node("b", { x: 300, y: 40, group: "g" }), node("c", { x: 700, y: 20 }), node("d", { x: 1500 }), group("g")]);

test("what is inside of a selected group is not moved by itself as well", () => {
  const { editor, sent } = opened(GROUPED, ["a", "b", "c", "d", "g"]);
  const before = boxesOf(GROUPED, editor.session).get("g")!;
  distributeSelected(editor, "x");
  const after = boxesOf(GROUPED, editor.session);
  assert.deepEqual(after.get("g"), before); // the first one stays
  assert.equal(sent[0]!.places["b"]!.x, 300);
  const [g, c, d] = ["g", "c", "d"].map((id) => after.get(id)!) as [typeof before, typeof before, typeof before];
  assert.ok(Math.abs(c.x - g.x - g.width - (d.x - c.x - c.width)) <= 1);
  const dragged = opened(GROUPED);
  drag(dragged.editor, new Map([["b", { x: 999, y: 999 }], ["g", { x: before.x + 5, y: before.y }]]));
  assert.deepEqual(dragged.editor.session.dragged.get("b"), { x: 305, y: 40 });
});

test("a box selects the cards that it touches, and the frame of a group only as a whole", () => {
  const { x, y, width, height } = boxesOf(GROUPED, session()).get("g")!;
  assert.deepEqual(boxed(GROUPED, session(), { x: -5, y: -5, width: 100, height: 100 }), ["a"]);
  assert.deepEqual(boxed(GROUPED, session(), { x: 200, y: -5, width: 600, height: 300 }), ["b", "c"]);
  assert.deepEqual(boxed(GROUPED, session(), { x, y, width, height }), ["a", "b", "g"]);
  // Cards show more inputs while they are selected: the frame around them grows, and is still in the box.
  const ports = [input(), input("spare", { spare: true })];
  const spare = { ...GROUPED, nodes: { ...GROUPED.nodes, b: node("b", { x: 300, y: 40, group: "g", ports }) } };
  assert.deepEqual(boxed(spare, session({ selection: new Set(["a", "b"]) }), { x, y, width, height }), ["a", "b", "g"]);
});

test("nodes and wires that are muted together have one gesture", () => {
  const { editor, sent } = opened(BENT, ["a", "a>b"]);
  mode(editor, "mute");
  const commands = sent as unknown as Extract<Command, { do: "set" }>[];
  assert.deepEqual(commands.map(({ fields }) => fields), [{ mode: "mute" }, { on: false }]);
  assert.ok(commands[0]!.gesture !== undefined && commands[0]!.gesture === commands[1]!.gesture);
});

test("copies go into the open group under the pointer", () => {
  const { editor, sent } = opened(GROUPED);
  editor.canvas = { screenToFlowPosition: (point: object) => point } as unknown as Editor["canvas"];
  for (const [x, y] of [[250, 20], [650, 20]] as const) {
    editor.pointer = { x, y };
    void paste(editor);
  }
  editor.pointer = null;
  void paste(editor);
  const pasted = sent as unknown as Extract<Command, { do: "paste" }>[];
  assert.deepEqual(pasted.map(({ x, y, group }) => [x, y, group]), [[250, 20, "g"], [650, 20, undefined], [undefined, undefined, undefined]]);
});

// -- what is in sight ---------------------------------------------------------------------------------------------

test("all that is drawn is wires as well, with what stands on them", () => {
  const { nodes, edges } = new Flow().draw(scene([node("a"), node("b", { x: 500 })], ["b>a", "a>a", edge("a>b", { bends: [{ x: 250, y: 900 }] })]), session());
  const box = drawnBox(nodes, edges)!;
  for (const { id, data } of edges) {
    assert.ok(pathOf(data!).points.every((point) => inside(box, point)), id);
    const { x, y, width, height } = labelBox(data!);
    assert.ok(inside(box, { x, y }) && inside(box, { x: x + width, y: y + height }), id);
  }
  assert.equal(drawnBox([], []), null);
});
