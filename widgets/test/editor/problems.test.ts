import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, marks, remedy, worst } from "../../src/editor/problems.ts";
import type { Problem } from "../../src/editor/protocol.ts";
import { group, node, scene } from "./scenes.ts";

const problem = (severity: string, subject = "a", fix = ""): Problem => ({ subject, severity, words: `${severity} at ${subject}`, fix });

test("errors come first and notes last, each in the order of the graph", () => {
  const problems = [problem("note"), problem("warning", "b"), problem("error", "c"), problem("warning"), problem("error")];
  const told = inOrder(problems).map(({ words }) => words);
  assert.deepEqual(told, ["error at c", "error at a", "warning at b", "warning at a", "note at a"]);
});

test("of each node and edge the worst problem is shown, and notes are none", () => {
  const found = worst([problem("note", "b"), problem("warning"), problem("error")]);
  assert.deepEqual([...found].map(([id, { severity }]) => [id, severity]), [["a", "error"]]);
});

test("what can be mended has a button that says how, and one command for it", () => {
  const found = remedy(problem("warning", "11", "set delay to 4"));
  assert.deepEqual(found, { words: "Mend: set delay to 4", command: { do: "mend", item: "11" } });
});

test("what a person has to mend has no button", () => {
  assert.equal(remedy(problem("error")), null);
  assert.equal(remedy(problem("error", "", "set delay to 4")), null);
});

test("a collapsed group is marked with the worst problem inside and how many there are, an open one is not", () => {
  const found = (collapsed: boolean, problems: Problem[]) => {
    const what = scene([group("g", { collapsed }), node("a", { group: "g" }), node("b", { group: "g" }), node("c")], ["a>b", "b>c"], { problems });
    assert.equal(marks(what), marks(what), "worked out once");
    return marks(what).get("g");
  };
  const many = [problem("warning"), problem("error", "b"), problem("warning", "a>b"), problem("error", "b>c"), problem("error", "c"), problem("note")];
  assert.equal(found(false, many), undefined);
  const { severity, inside, words } = found(true, many)!;
  assert.deepEqual([severity, inside, words], ["error", 3, "Problems inside: 3. First: error at b"]);
  assert.equal(found(true, [problem("warning")])!.words, "Problems inside: 1. First: warning at a");
  assert.equal(found(true, [problem("note"), problem("error", "c")]), undefined);
});

test("a cycle inside a frame marks each of its wires, and counts as one problem", () => {
  const cycle = { ...problem("error"), cycle: ["a>b", "b>a"] };
  const found = (collapsed: boolean) => marks(scene([group("g", { collapsed }), node("a", { group: "g" }), node("b", { group: "g" })], ["a>b", "b>a"], { problems: [cycle] }));
  assert.deepEqual([...found(false)].map(([id, { words }]) => [id, words]), ["a", "a>b", "b>a"].map((id) => [id, "error at a"]));
  assert.equal(found(true).get("g")!.inside, 1);
});
