// What tidying and dragging tell the kernel, with an editor that has no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { copy, duplicate } from "../../src/editor/actions/edit.ts";
import { drag, drop } from "../../src/editor/actions/move.ts";
import { placeNew, tidy } from "../../src/editor/actions/tidy.ts";
import { Editor } from "../../src/editor/editor.ts";
import { Tidier } from "../../src/editor/geometry/tidier.ts";
import { tidy as laid } from "../../src/editor/geometry/tidy.ts";
import type { Command, Scene } from "../../src/editor/protocol.ts";
import { edge, group, node, scene } from "./scenes.ts";

type Arrange = Extract<Command, { do: "arrange" }>;

/** Tidies in this very thread. */
const TIDIER = { run: (job) => Promise.resolve(laid(job)) } as Pick<Tidier, "run"> as Tidier;
/** Cards that nothing hangs below: a skip between them passes none by itself. */
const FLAT = { shape: "1 number" };
const NOWHERE = { x: null, y: null };
const EDGES = ["a>b", "b>c", "c>d", "a>d"];

function opened(shown: Scene) {
  const sent: Arrange[] = [];
  const hear: ((message: never) => void)[] = [];
  const model = {
    on: (_event: string, callback: (message: never, buffers: never) => void) => void hear.push(callback as (message: never) => void),
    off: () => {},
    get: () => [],
    send: (message: Arrange & { number: number }) => {
      if (message.do !== undefined) sent.push(message);
      queueMicrotask(() => hear.forEach((tell) => tell({ answer: "v", number: message.number } as never)));
    },
  };
  const editor = new Editor(model as ConstructorParameters<typeof Editor>[0], "v");
  hear.forEach((tell) => tell({ change: shown, version: 1, whole: true } as never));
  return { editor, sent };
}

function chain(more: object = {}, edges: Parameters<typeof scene>[1] = EDGES): Scene {
  return scene(["a", "b", "c", "d"].map((id, at) => node(id, { x: 0, y: 9 * at, ...FLAT, ...more })), edges);
}

test("tidying moves the nodes and leads the wires in one command", async () => {
  const { editor, sent } = opened(chain());
  await tidy(editor, TIDIER);
  assert.deepEqual(sent.map((command) => [command.do, Object.keys(command.places).length, Object.keys(command.bends!)]), [["arrange", 4, ["a>d"]]]);
  assert.equal(editor.session.dragged.size, 0);
});

test("what is tidied is drawn at once, with its wires, and exactly as it is told to the kernel", async () => {
  const { editor, sent } = opened(chain());
  const seen: (typeof editor.session)[] = [];
  editor.store.subscribe(() => editor.session.dragged.size > 0 && seen.push(editor.session));
  await tidy(editor, TIDIER);
  assert.equal(seen.length, 1);
  assert.deepEqual(Object.fromEntries(seen[0]!.dragged), sent[0]!.places);
  assert.deepEqual(Object.fromEntries(seen[0]!.draggedBends), sent[0]!.bends);
  assert.equal(editor.session.draggedBends.size, 0);
});

test("a large drawing moves a part at a time, each wire with the last of its ends", async () => {
  globalThis.requestAnimationFrame ??= (callback) => setTimeout(callback) as unknown as number;
  const names = Array.from({ length: 600 }, (_, at) => `n${at}`);
  const links = names.slice(1).map((name, at) => `${names[at]!}>${name}`);
  const far = names.slice(2).map((name, at) => `${names[at]!}>${name}`);
  const { editor } = opened(scene(names.map((name) => node(name)), [...links, ...far]));
  const moving: number[] = [];
  editor.store.subscribe(() => {
    const { dragged, draggedBends, scene } = editor.session;
    if (dragged.size > 0) moving.push(dragged.size);
    for (const id of draggedBends.keys()) assert.ok([scene!.edges[id]!.source, scene!.edges[id]!.target].every((end) => dragged.has(end)));
  });
  await tidy(editor, TIDIER);
  assert.deepEqual([...new Set(moving)], [250, 500, 600]);
  assert.deepEqual([editor.session.dragged.size, editor.session.draggedBends.size], [0, 0]);
});

test("wires that need no points lose those that they had", async () => {
  const bends = [{ x: 1, y: 2 }];
  const { editor, sent } = opened(chain({}, [edge("a>b", { bends }), "b>c", "c>d", edge("a>d", { bends })]));
  await tidy(editor, TIDIER);
  assert.deepEqual(sent[0]!.bends!["a>b"], []);
  assert.notDeepEqual(sent[0]!.bends!["a>d"], bends);
});

test("with a selection only wires among it change", async () => {
  const bends = [{ x: 1, y: 2 }];
  const { editor, sent } = opened(chain({}, [edge("a>b", { bends }), edge("b>c", { bends }), edge("c>d", { bends })]));
  editor.select(["a", "b"]);
  await tidy(editor, TIDIER);
  assert.deepEqual(sent[0]!.bends, { "a>b": [] });
});

test("a wire to what is inside of a collapsed group gets no points", async () => {
  const members = ["b", "c"].map((id) => node(id, { group: "g", ...FLAT }));
  const nodes = [node("a", FLAT), group("g", { collapsed: true }), ...members, node("d", FLAT), node("e", FLAT)];
  const { editor, sent } = opened(scene(nodes, ["a>b", "b>d", "d>e", "a>e", "c>e"]));
  await tidy(editor, TIDIER);
  assert.deepEqual(Object.keys(sent[0]!.bends ?? {}), ["a>e"]);
});

test("what nobody has placed is led in the session alone, until a drag pins it", async () => {
  const { editor, sent } = opened(chain(NOWHERE));
  assert.ok(await placeNew(editor, TIDIER));
  const led = editor.session.automaticBends.get("a>d")!;
  assert.deepEqual([sent, led.length > 0], [[], true]);
  drag(editor, new Map([["b", { x: 300, y: 500 }]]));
  drop(editor, "keys b");
  const { places, bends, drawn } = sent[0]!;
  assert.deepEqual([Object.keys(places), bends, Object.keys(drawn!.places).sort(), drawn!.bends], [["b"], undefined, ["a", "c", "d"], { "a>d": led }]);
  await Promise.resolve();
});

test("the wires of what is dragged are not pinned: their points were for elsewhere", async () => {
  const { editor, sent } = opened(chain(NOWHERE));
  await placeNew(editor, TIDIER);
  drag(editor, new Map([["d", { x: 900, y: 500 }]]));
  drop(editor, "keys d");
  assert.deepEqual(sent[0]!.drawn!.bends, {});
  await Promise.resolve();
});

test("what is copied tells where it is drawn, as far as nobody has placed it", async () => {
  const { editor, sent } = opened(chain(NOWHERE));
  await placeNew(editor, TIDIER);
  editor.select(["a", "d"]);
  await duplicate(editor);
  const { automatic, automaticBends } = editor.session;
  const { places, bends } = sent[0]!.drawn!;
  assert.deepEqual(Object.entries(places), [...automatic].map(([id, { x, y }]) => [id, { x, y }]));
  assert.deepEqual(Object.entries(bends), [...automaticBends]);
  const placed = opened(chain());
  placed.editor.select(["a"]);
  await copy(placed.editor, "copy");
  assert.equal(placed.sent[0]!.drawn, undefined);
});
