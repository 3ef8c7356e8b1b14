import assert from "node:assert/strict";
import { test } from "node:test";
import { Unrolled } from "../src/rollout-cone.ts";
import { CELL, framesAround, layOut, middle, panelsInLine, ways } from "../src/rollout-geometry.ts";
import { pairsAt } from "../src/rollout-pairs.ts";
import type { Scene } from "../src/rollout-protocol.ts";
import { Tiles } from "../src/rollout-tiles.ts";
import fixture from "./rollout.fixture.json" with { type: "json" };

const scene = fixture.scene as unknown as Scene;
const drawn = new Unrolled(scene.rows, scene.patterns[0]!);

test("a panel is never wider than its room, down to two columns, and shows no more frames than there are to show", () => {
  for (let width = 300; width < 2000; width += 7) {
    const sheet = layOut(scene, width);
    assert.ok(sheet.left + sheet.count * sheet.pitch <= width, `${width}`);
    assert.ok(sheet.count >= 2 && sheet.count <= scene.past + 1 + scene.future);
    assert.ok(sheet.pitch >= CELL + 8);
  }
});

test("at the width of a notebook all frames are shown", () => {
  assert.equal(layOut(scene, 1180).count, 15);
});

test("the newest frame stands where past and future are in proportion, and frame 0 is the first there is", () => {
  assert.deepEqual(framesAround(scene, 100, 15, false), { first: 92, count: 15 });
  assert.deepEqual(framesAround(scene, 3, 15, false), { first: 0, count: 15 });
  assert.deepEqual(framesAround(scene, 100, 8, false), { first: 96, count: 8 });
  assert.deepEqual(framesAround(scene, 100, 15, true), { first: 0, count: 15 });
});

test("three panels stand side by side on a wide screen, and below one another on a narrow one", () => {
  assert.equal(panelsInLine(scene, 1180, 3, 18), 3);
  assert.equal(panelsInLine(scene, 800, 3, 18), 2);
  assert.equal(panelsInLine(scene, 500, 3, 18), 1);
});

test("a way is drawn for all that is read inside of what is shown", () => {
  const frames = { first: 10, count: 5 };
  const found = ways(drawn, layOut(scene, 1000), frames);
  for (const { from, to, held } of found) {
    assert.ok(from.frame >= 10 && to.frame < 15 && from.frame <= to.frame);
    assert.equal(held, from.row === to.row && scene.rows[to.row]!.name === "high");
  }
  assert.ok(found.every(({ path }) => !path.includes("NaN")));
});

test("cells stand in rows and columns", () => {
  const sheet = { roomy: true, left: 100, count: 5, pitch: 40 };
  assert.deepEqual(middle(sheet, { first: 10, count: 5 }, { row: 1, frame: 12 }), { x: 100, y: 54 });
});

test("the pairs of the newest frame are shown, or those of the loss that is chosen, while they can be seen", () => {
  const pairs = scene.patterns[0]!.pairs;
  const [learn] = pairs;
  const frames = { first: 4, count: 15 };
  assert.deepEqual(pairsAt(pairs, frames, null, 12).map(({ node }) => node.frame), [12, 12]);
  assert.deepEqual(pairsAt(pairs, frames, { row: learn!.node, frame: 9 }, 12)[0]!.answer.frame, 8);
  assert.equal(pairsAt(pairs, { first: 0, count: 5 }, null, 0).length, 2, "those of the first frames that have both");
  assert.equal(pairsAt(pairs, { first: 12, count: 2 }, { row: learn!.node, frame: 12 }, 12).some(({ node }) => node.row === learn!.node), false);
  assert.deepEqual(pairsAt(pairs, frames, null, 12).map(({ matched }) => matched), [false, true]);
});

test("thumbnails are kept as long as the kernel says, and cut out of its bytes in order", () => {
  const tiles = new Tiles();
  const format = (id: string, width: number) => [id, "bars", width, 1, 0, false] as [string, "bars", number, number, number, boolean];
  tiles.take({ now: 2, keep: [1, 2], frames: [1, 2], tiles: [format("a", 2), format("b", 1)] }, new Uint8Array([1, 2, 3, 4, 5, 6]));
  assert.deepEqual([...tiles.at("a", 2)!.bytes], [4, 5]);
  assert.deepEqual([...tiles.at("b", 1)!.bytes], [3]);
  tiles.take({ now: 3, keep: [2, 3], frames: [3], tiles: [format("a", 2)] }, new Uint8Array([7, 8]));
  assert.equal(tiles.at("a", 1), undefined);
  assert.deepEqual([...tiles.at("a", 2)!.bytes], [4, 5]);
  assert.deepEqual([...tiles.at("a", 3)!.bytes], [7, 8]);
  assert.equal(tiles.now, 3);
});
