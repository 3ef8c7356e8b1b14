import assert from "node:assert/strict";
import { test } from "node:test";
import { mixed, Tiles } from "../src/rollout-tiles.ts";

test("red, green and blue values that come one after the other are mixed", () => {
  assert.deepEqual([...mixed(Uint8Array.of(253, 0, 0, 253, 0, 0))], [255, 0, 0, 255, 0, 255, 0, 255]);
});

test("a thumbnail in colours takes three bytes where others take one", () => {
  const tiles = new Tiles();
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
  tiles.take({ now: 4, keep: [], frames: [4], tiles: [["a", "colours", 1, 2, 0, false], ["b", "map", 1, 1, 0, false]] }, bytes);
  assert.deepEqual([...tiles.at("a", 4)!.bytes], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...tiles.at("b", 4)!.bytes], [7]);
});
