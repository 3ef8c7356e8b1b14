import assert from "node:assert/strict";
import { test } from "node:test";
import { dropPlace } from "../src/carry.ts";

const box = (left: number, top: number) => ({ left, top, width: 100, height: 50, right: left + 100, bottom: top + 50 }) as DOMRect;

/** Two rows: a and b side by side, c below. */
const ROWS = [
  { item: "a", box: box(0, 0) },
  { item: "b", box: box(110, 0) },
  { item: "c", box: box(0, 60) },
];

test("what is dropped onto the left half of an item goes before it, onto the right half behind it", () => {
  assert.equal(dropPlace(ROWS, 20, 20), "a");
  assert.equal(dropPlace(ROWS, 80, 20), "b");
  assert.equal(dropPlace(ROWS, 130, 20), "b");
});

test("what is dropped right of a row goes before the next row, and below all at the end", () => {
  assert.equal(dropPlace(ROWS, 190, 20), "c");
  assert.equal(dropPlace(ROWS, 80, 80), null);
  assert.equal(dropPlace(ROWS, 20, 500), null);
});

test("nothing stands where no item is", () => {
  assert.equal(dropPlace([], 0, 0), null);
});
