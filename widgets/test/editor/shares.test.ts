import assert from "node:assert/strict";
import { test } from "node:test";
import type { FlowEdge } from "../../src/editor/flow.ts";
import type { Box } from "../../src/editor/geometry/points.ts";
import { labelBox, shares, wordsOf } from "../../src/editor/shares.ts";
import { edge } from "./scenes.ts";

function wire(id: string, y: number, words = ""): FlowEdge {
  const entry = edge("a>b", { words });
  const data = { entry, from: { x: 0, y }, to: { x: 400, y }, bends: [], loop: null, passage: false, lane: 0, share: 0.5, brief: false, problem: undefined, cycle: false, onto: false };
  return { id, source: "a", target: "b", data };
}

test("a lone label stands half-way", () => {
  assert.deepEqual([...shares([wire("one", 0)], [])], [["one", { share: 0.5, brief: false }]]);
});

test("the box of a label is around where it stands, and has room for its words unless it is brief", () => {
  const [plain, worded] = [wire("one", 0).data!, wire("one", 0, "3x3").data!];
  assert.deepEqual(labelBox(plain), { x: 185, y: -11, width: 30, height: 22 });
  assert.deepEqual(labelBox(worded), { x: 176, y: -11, width: 48, height: 22 });
  assert.deepEqual(labelBox({ ...worded, brief: true }), labelBox(plain));
  assert.equal(labelBox({ ...plain, share: 0.25 }).x < 150, true);
});

test("labels of wires that run together stand apart", () => {
  const found = shares([wire("one", 0), wire("two", 4), wire("three", 8)], []);
  assert.equal(new Set([...found.values()].map(({ share }) => share)).size, 3);
});

test("a label keeps off a card that its wire passes behind", () => {
  const card: Box = { x: 160, y: -20, width: 80, height: 40 };
  const share = shares([wire("one", 0)], [card]).get("one")!.share;
  assert.ok(400 * share < 150 || 400 * share > 250, String(share));
});

test("where there is no room at all the label stays half-way", () => {
  assert.deepEqual([...shares([wire("one", 0)], [{ x: -50, y: -50, width: 600, height: 100 }])], [["one", { share: 0.5, brief: false }]]);
});

test("where there is room for the number alone the words are left out", () => {
  const cards: Box[] = [{ x: -100, y: -20, width: 280, height: 40 }, { x: 220, y: -20, width: 280, height: 40 }];
  assert.deepEqual([...shares([wire("one", 0, "label → target")], cards)], [["one", { share: 0.5, brief: true }]]);
  assert.deepEqual([...shares([wire("one", 0, "")], cards)], [["one", { share: 0.5, brief: false }]]);
});

test("where all places are taken the label stands where it covers the least", () => {
  const [all, chip]: Box[] = [{ x: 0, y: 8, width: 400, height: 100 }, { x: 185, y: -11, width: 30, height: 22 }];
  assert.notEqual(shares([wire("one", 0)], [all!, chip!]).get("one")!.share, 0.5);
});

test("an identity goes without saying, ports are named", () => {
  assert.equal(wordsOf({ kind: "identity", words: "" }), "");
  assert.equal(wordsOf({ kind: "conv", words: "image →" }), "conv image →");
});
