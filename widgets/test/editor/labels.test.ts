import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { delayWords, edgeLabel, LABELS, nodeLabel } from "../../src/editor/labels.ts";
import { edge, group, node, note } from "./scenes.ts";

const PROBLEM = { subject: "a", severity: "error", words: "expected a shape", fix: "" };

test("a node says what it is, how large, when it responds, and what is wrong", () => {
  assert.equal(nodeLabel(node("a"), undefined), "a, pool, 3, first response in frame 1");
  assert.equal(nodeLabel(node("a", { response: null, fields: { mode: "mute" } }), undefined), "a, pool, 3, never responds, muted");
  assert.equal(nodeLabel(node("a", { fields: { mode: "hold" } }), undefined), "a, pool, 3, first response in frame 1, held");
  assert.equal(nodeLabel(node("a", { fields: { mode: "bypass" } }), PROBLEM), "a, pool, 3, first response in frame 1, bypassed. Problem: expected a shape");
});

test("a group says whether it is collapsed, and a note that it is one", () => {
  assert.equal(nodeLabel(group("g", { collapsed: true }), undefined), "group g, collapsed");
  assert.equal(nodeLabel(group("g"), undefined), "group g");
  assert.equal(nodeLabel(group("g", { collapsed: true }), PROBLEM), "group g, collapsed. Problem: expected a shape");
  assert.equal(nodeLabel(note("n", "words"), undefined), "note n: words");
});

test("an edge says what it does, how old what it reads is, and whether it counts", () => {
  assert.equal(edgeLabel(edge("a>b"), undefined), "a>b, identity, reads the frame before");
  assert.equal(edgeLabel(edge("a>b", { on: false, delay: 0 }), PROBLEM), "a>b, identity, reads this frame, switched off. Problem: expected a shape");
  assert.equal(delayWords(12), "reads 12 frames back");
});

test("no two parts of the editor are called the same", () => {
  assert.equal(new Set(Object.values(LABELS)).size, Object.keys(LABELS).length);
});

test("every label of the views is in the table", () => {
  const written = readdirSync("src/editor/view").flatMap((file) =>
    [...readFileSync(`src/editor/view/${file}`, "utf8").matchAll(/(?:aria-label|ariaLabel|\blabel)=(?:"|\{`).*/g)].map(([line]) => `${file}: ${line}`),
  );
  assert.deepEqual(written, []);
});
