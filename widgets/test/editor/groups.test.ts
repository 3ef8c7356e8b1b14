import assert from "node:assert/strict";
import { test } from "node:test";
import { around, exposed, inside, shownAs, standIn } from "../../src/editor/groups.ts";
import { group, input, node, output, scene } from "./scenes.ts";

/** outer(inner(a, b), c), and d outside. */
function nested(more: { outer?: boolean; inner?: boolean } = {}, edges: string[] = []) {
  const outer = group("outer", { collapsed: more.outer === true });
  const inner = group("inner", { group: "outer", collapsed: more.inner === true });
  const members = [node("a", { group: "inner" }), node("b", { group: "inner" }), node("c", { group: "outer" })];
  return scene([outer, inner, ...members, node("d")], edges);
}

test("the groups around a node are told from the inside out", () => {
  const { nodes } = nested();
  assert.deepEqual(around(nodes, "a"), ["inner", "outer"]);
  assert.deepEqual([around(nodes, "d"), around(nodes, "gone")], [[], []]);
  assert.deepEqual(inside(nodes, "outer").sort(), ["a", "b", "c", "inner"]);
  assert.deepEqual(inside(nodes, "d"), []);
});

test("a node is drawn as the outermost collapsed group around it", () => {
  assert.equal(shownAs(nested().nodes, "a"), "a");
  assert.equal(shownAs(nested({ inner: true }).nodes, "a"), "inner");
  assert.equal(shownAs(nested({ inner: true, outer: true }).nodes, "a"), "outer");
  assert.equal(shownAs(nested({ outer: true }).nodes, "inner"), "outer");
  assert.equal(shownAs(nested({ inner: true }).nodes, "inner"), "inner");
});

test("groups in a circle, and groups that are gone, do not hang anything", () => {
  const { nodes } = scene([group("g", { group: "h" }), group("h", { group: "g" }), node("a", { group: "g" }), node("b", { group: "gone" })]);
  assert.deepEqual(around(nodes, "a"), ["g", "h"]);
  assert.deepEqual(around(nodes, "b"), []);
  assert.deepEqual(inside(nodes, "g").sort(), ["a", "g", "h"]);
});

test("a collapsed group shows the ports with an edge across its border", () => {
  const { ports, outputs } = exposed(nested({}, ["d>a", "a>b", "b>d"]), "inner");
  assert.deepEqual(ports.map(({ name, words }) => [name, words]), [["a.in", "a"]]);
  assert.deepEqual(outputs.map(({ name, node, port }) => [name, node, port]), [["b.out", "b", "out"]]);
});

test("a collapsed group shows ports that nothing is connected to, and all that are read from outside as well", () => {
  const { ports, outputs } = exposed(nested({}, ["a>b", "a>d"]), "inner");
  assert.deepEqual(ports.map(({ name }) => name), ["a.in"]);
  assert.deepEqual(outputs.map(({ name }) => name), ["a.out", "b.out"]);
});

test("ports of the groups inside are those of the nodes in there; other ports are told with theirs", () => {
  const compared = node("l", { group: "g", ports: [input("target")], outputs: [output("label")] });
  const { ports, outputs } = exposed(scene([group("g"), group("h", { group: "g" }), compared]), "g");
  assert.deepEqual([ports[0]!.words, outputs[0]!.words], ["l.target", "l.label"]);
  assert.deepEqual(exposed(nested(), "outer").ports.map(({ name }) => name), ["a.in", "b.in", "c.in"]);
});

test("a collapsed group offers no ports that are seldom wanted", () => {
  const inner = node("a", { group: "g", ports: [input(), input("residual", { spare: true })] });
  const found = exposed(scene([group("g", { collapsed: true }), inner]), "g");
  assert.deepEqual(found.ports.map(({ words }) => words), ["a"]);
});

test("a collapsed group that is fed from inside alone, or read there alone, offers those ports: there is no other way in", () => {
  const names = (edges: string[]) => {
    const { ports, outputs } = exposed(nested({}, edges), "inner");
    return [ports, outputs].map((ends) => ends.map(({ name }) => name));
  };
  assert.deepEqual(names(["a>b", "b>a"]), [["a.in", "b.in"], ["a.out", "b.out"]]);
  assert.deepEqual(names(["a>b", "b>a", "d>a"]), [["a.in"], ["a.out", "b.out"]]);
  assert.deepEqual(names(["a>b", "a>a", "b>d"]), [["a.in", "b.in"], ["b.out"]]);
});

test("for nodes and wires inside a collapsed group that group stands, for all others nothing", () => {
  const what = nested({ inner: true }, ["a>b", "a>d", "c>c"]);
  assert.deepEqual(["a", "a>b"].map((id) => standIn(what, id)), ["inner", "inner"]);
  for (const id of ["inner", "outer", "c", "d", "a>d", "c>c", "gone", ""]) assert.equal(standIn(what, id), undefined, id);
  assert.equal(standIn(nested({ inner: true, outer: true }), "inner"), "outer");
});
