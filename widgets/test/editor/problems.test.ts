import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, remedy, worst } from "../../src/editor/problems.ts";
import type { Problem } from "../../src/editor/protocol.ts";

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
