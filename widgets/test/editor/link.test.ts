import assert from "node:assert/strict";
import { test } from "node:test";
import { Link, Refusal } from "../../src/editor/link.ts";
import type { Document } from "../../src/editor/document.ts";
import { node, scene } from "./scenes.ts";

/** anywidget's end of the wire, with a kernel that answers when it is told to. */
class Kernel {
  sent: Record<string, unknown>[] = [];
  dead = false;
  private listeners: ((message: never, buffers: never) => void)[] = [];

  get(): DataView[] {
    return [];
  }

  send(message: object): void {
    if (this.dead) throw new Error("comm closed");
    this.sent.push(message as Record<string, unknown>);
  }

  on(_event: "msg:custom", callback: (message: never, buffers: never) => void): void {
    this.listeners.push(callback);
  }

  off(_event: "msg:custom", callback: (message: never, buffers: never) => void): void {
    this.listeners = this.listeners.filter((other) => other !== callback);
  }

  say(message: object, buffers: readonly DataView[] = []): void {
    for (const listener of this.listeners) listener(message as never, buffers as never);
  }
}

function linked() {
  const kernel = new Kernel();
  const documents: Document[] = [];
  const link = new Link(kernel, "view", (document) => documents.push(document));
  return { kernel, documents, link };
}

const WHOLE = { change: scene([node("a")]), version: 1, whole: true };

test("a link says hello, and commands go out with their numbers", () => {
  const { kernel, link } = linked();
  void link.send({ do: "undo" });
  void link.send({ do: "rename", node: "1", name: "b" });
  assert.deepEqual(kernel.sent, [
    { hello: "view" },
    { view: "view", number: 1, do: "undo" },
    { view: "view", number: 2, do: "rename", node: "1", name: "b" },
  ]);
  assert.equal(link.pending, 2);
});

test("answers find their commands in whatever order they come", async () => {
  const { kernel, link } = linked();
  const [first, second] = [link.send({ do: "undo" }), link.send({ do: "redo" })];
  kernel.say({ answer: "view", number: 2, result: { node: "7" } });
  kernel.say({ answer: "view", number: 1 });
  assert.deepEqual([await first, await second], [{}, { node: "7" }]);
  assert.equal(link.pending, 0);
});

test("a refusal rejects in the words of the kernel, with the cycle where that is why", async () => {
  const { kernel, link } = linked();
  const done = link.send({ do: "toggle_delay", edge: "3" });
  kernel.say({ answer: "view", number: 1, refused: "no: a cycle", cycle: ["3", "4"] });
  await assert.rejects(done, (error) => error instanceof Refusal && error.message === "no: a cycle" && error.cycle.join() === "3,4");
});

test("answers to other views, and to nobody, are passed over", () => {
  const { kernel, link } = linked();
  void link.send({ do: "undo" });
  kernel.say({ answer: "other", number: 1, result: {} });
  kernel.say({ answer: "view", number: 99, result: {} });
  kernel.say({ editor: "1234" });
  assert.equal(link.pending, 1);
});

test("changes are taken in one after the other", () => {
  const { kernel, documents } = linked();
  kernel.say(WHOLE);
  kernel.say({ change: { nodes: { b: node("b") } }, version: 2 });
  assert.deepEqual(documents.map(({ scene, version }) => [version, Object.keys(scene.nodes).join()]), [[1, "a"], [2, "a,b"]]);
  kernel.say({ change: { nodes: { a: null } }, version: 2 }); // known already
  assert.equal(documents.length, 2);
});

test("after a gap the link asks for the whole again", () => {
  const { kernel, documents } = linked();
  kernel.say(WHOLE);
  kernel.say({ change: { nodes: { b: node("b") } }, version: 3 });
  assert.deepEqual(kernel.sent, [{ hello: "view" }, { hello: "view" }]);
  assert.equal(documents.length, 1);
  kernel.say({ ...WHOLE, version: 3 });
  assert.equal(documents.at(-1)!.version, 3);
});

test("without a kernel commands are rejected in words, and hello is silent", async () => {
  const { kernel, link } = linked();
  kernel.dead = true;
  await assert.rejects(link.send({ do: "undo" }), /^Error: The kernel is not there\. Start it again, and run the cell\.$/);
  assert.equal(link.pending, 0);
  kernel.say({ change: {}, version: 9 });
  assert.doesNotThrow(() => new Link(kernel, "late", () => {}));
});

test("a closed link hears nothing, and what waits is told so", async () => {
  const { kernel, documents, link } = linked();
  const done = link.send({ do: "undo" });
  link.close();
  kernel.say(WHOLE);
  assert.deepEqual(documents, []);
  await assert.rejects(done, /The editor was closed\./);
  assert.deepEqual(kernel.sent.at(-1), { goodbye: "view" });
});

test("previews come with their pixels, and what can be seen is told by view", () => {
  const kernel = new Kernel();
  const came: [object, number[]][] = [];
  const link = new Link(kernel, "view", () => {}, (message, pixels) => came.push([message, [...pixels]]));
  link.watch(["1", "2"]);
  assert.deepEqual(kernel.sent.at(-1), { view: "view", watch: ["1", "2"] });
  const previews = { frame: 3, tiles: [], values: {} };
  kernel.say({ previews }, [new DataView(Uint8Array.of(9, 7, 8).buffer, 1)]);
  assert.deepEqual(came, [[previews, [7, 8]]]);
});
