import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, follow } from "../../src/editor/session.ts";
import { node, scene, session } from "./scenes.ts";

const AB = scene([node("a"), node("b")], ["a>b"]);

test("what is gone is selected no more, and a selection that stays is the same object", () => {
  const selection = new Set(["a", "a>b", "gone"]);
  assert.deepEqual(follow(session({ selection }), AB, 2).selection, new Set(["a", "a>b"]));
  const kept = new Set(["a", "a>b"]);
  assert.equal(follow(session({ selection: kept }), AB, 2).selection, kept);
});

test("a wire is let go of when what it hangs at, or the edge that it was, is gone", () => {
  const end = { node: "a", port: "out", side: "output" as const };
  assert.deepEqual(follow(session({ wiring: { end } }), AB, 2).wiring, { end });
  assert.equal(follow(session({ wiring: { end: { ...end, node: "gone" } } }), AB, 2).wiring, null);
  assert.equal(follow(session({ wiring: { end, edge: "gone>b" } }), AB, 2).wiring, null);
});

test("a palette that would put a node onto a wire that is gone closes", () => {
  const palette = { at: { x: 1, y: 2 }, place: { x: 3, y: 4 } };
  assert.deepEqual(follow(session({ palette }), AB, 2).palette, palette);
  assert.equal(follow(session({ palette: { ...palette, edge: "gone>b" } }), AB, 2).palette, null);
  assert.equal(follow(session({ palette: { ...palette, end: { node: "gone", port: "out", side: "output" } } }), AB, 2).palette, null);
});

test("a click chooses one alone, or with a modifier one more or one less", () => {
  const before = new Set(["a", "b"]);
  assert.deepEqual(choose(before, "a", false), new Set(["a"]));
  assert.deepEqual(choose(before, "c", true), new Set(["a", "b", "c"]));
  assert.deepEqual(choose(before, "a", true), new Set(["b"]));
  assert.deepEqual(before, new Set(["a", "b"]));
});
