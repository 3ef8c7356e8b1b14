import assert from "node:assert/strict";
import { test } from "node:test";
import { take } from "../../src/editor/document.ts";
import type { Change } from "../../src/editor/protocol.ts";
import { edge, node, scene } from "./scenes.ts";

const START = { scene: scene([node("a"), node("b")], ["a>b"]), version: 3 };

function next(change: Change["change"], version = 4) {
  return take(START, { change, version });
}

test("changed nodes and edges are put in place, and the others stay the same objects", () => {
  const { scene } = next({ nodes: { b: node("b", { x: 9 }), c: node("c") }, edges: { "b>c": edge("b>c") } })!;
  assert.deepEqual([Object.keys(scene.nodes), Object.keys(scene.edges)], [["a", "b", "c"], ["a>b", "b>c"]]);
  assert.equal(scene.nodes.b!.x, 9);
  assert.equal(scene.nodes.a, START.scene.nodes.a);
  assert.equal(scene.kinds, START.scene.kinds);
});

test("a node that is told again as it was is the same object, and so is what stays the same in one that changed", () => {
  const { scene } = next({ nodes: { a: node("a"), b: node("b", { x: 9 }) } })!;
  assert.equal(scene.nodes.a, START.scene.nodes.a);
  assert.equal(scene.nodes.b!.ports, START.scene.nodes.b!.ports);
  assert.deepEqual(scene.nodes.b, node("b", { x: 9 }));
});

test("null takes a node or an edge away, and the document before stays as it was", () => {
  const { scene } = next({ nodes: { a: null }, edges: { "a>b": null } })!;
  assert.deepEqual([Object.keys(scene.nodes), Object.keys(scene.edges)], [["b"], []]);
  assert.ok("a" in START.scene.nodes && "a>b" in START.scene.edges);
});

test("what a change does not mention is the same object", () => {
  const { scene, version } = next({ problems: [{ subject: "a", severity: "error", words: "no", fix: "" }] })!;
  assert.equal(version, 4);
  assert.equal(scene.nodes, START.scene.nodes);
  assert.equal(scene.edges, START.scene.edges);
  assert.equal(scene.problems.length, 1);
});

test("a missed version, or a change before the first whole, asks for everything again", () => {
  assert.equal(next({}, 5), null);
  assert.equal(take(null, { change: {}, version: 1 }), null);
});

test("a change that the whole held already is passed over", () => {
  assert.equal(next({ nodes: { a: null } }, 3), START);
  assert.equal(next({ nodes: { a: null } }, 2), START);
});

test("the whole replaces everything, whatever was there", () => {
  const whole = scene([node("z")]);
  for (const before of [null, START]) {
    assert.deepEqual(take(before, { change: whole, version: 8, whole: true }), { scene: whole, version: 8 });
  }
});
