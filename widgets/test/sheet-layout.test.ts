import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, corner, GAP, spotAt, step, ticks, type Sheet } from "../src/sheet-layout.ts";

const ROOM = { width: 272, height: 170 };

function sheet(count: number, rows: number, columns: number, more: Partial<Sheet> = {}): Sheet {
  return { count, size: [rows, columns], across: 0, stretch: false, ...more };
}

test("tiles are as large as the room allows, in the number of columns that makes them so", () => {
  assert.equal(arrange(sheet(16, 4, 4), { width: 300, height: 110 }).across, 6);
  assert.equal(arrange(sheet(16, 4, 4), { width: 170, height: 170 }).across, 4);
  assert.equal(arrange(sheet(2, 8, 8), { width: 100, height: 400 }).across, 1);
});

test("all tiles are inside of the room", () => {
  for (const [count, rows, columns] of [[1, 256, 10], [7, 3, 3], [512, 64, 64], [3, 1, 200]] as const) {
    const one = sheet(count, rows, columns);
    const layout = arrange(one, ROOM);
    const last = corner(layout, count - 1);
    assert.ok(last.y + layout.tile.height <= ROOM.height + 0.5, `${count}x${rows}x${columns}`);
    assert.ok(layout.across * layout.pitch.width - GAP <= ROOM.width + GAP, `${count}x${rows}x${columns}`);
  }
});

test("a wish for so many columns is granted", () => {
  assert.equal(arrange(sheet(16, 4, 4, { across: 3 }), ROOM).across, 3);
});

test("a long matrix may fill the room, a small one is not blown up out of proportion", () => {
  const long = arrange(sheet(1, 256, 10, { stretch: true }), ROOM);
  assert.ok(long.tile.width > 100);
  assert.equal(arrange(sheet(1, 1, 2, { stretch: true }), ROOM).tile.width, ROOM.width);
});

test("each value lies under the middle of what is drawn of it, and none in the gaps", () => {
  const one = sheet(6, 4, 5);
  const layout = arrange(one, ROOM);
  for (let tile = 0; tile < 6; tile++) {
    const { x, y } = corner(layout, tile);
    const [high, wide] = [layout.tile.height / 4, layout.tile.width / 5];
    assert.deepEqual(spotAt(one, layout, x + 3.5 * wide, y + 2.5 * high), [tile, 2, 3]);
  }
  const { x, y } = corner(layout, 0);
  assert.equal(spotAt(one, layout, x + layout.tile.width + GAP / 2, y), null);
  assert.equal(spotAt(one, layout, -5, y), null);
});

test("places beyond the last tile hold nothing", () => {
  const one = sheet(3, 4, 4, { across: 2 });
  const layout = arrange(one, ROOM);
  const last = corner(layout, 3);
  assert.equal(spotAt(one, layout, last.x + 1, last.y + 1), null);
});

test("arrow keys move from value to value, over the edges of tiles, and stay inside", () => {
  const one = sheet(3, 4, 4, { across: 2 });
  const layout = arrange(one, ROOM);
  assert.deepEqual(step(one, layout, [0, 0, 3], "ArrowRight"), [1, 0, 0]);
  assert.deepEqual(step(one, layout, [0, 3, 1], "ArrowDown"), [2, 0, 1]);
  assert.deepEqual(step(one, layout, [0, 0, 0], "ArrowUp"), [0, 0, 0]);
  assert.deepEqual(step(one, layout, [2, 0, 3], "ArrowRight"), [2, 0, 3]);
});

test("ticks are round and not too many", () => {
  assert.deepEqual(ticks(8, 8), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(ticks(256, 6), [0, 50, 100, 150, 200, 250]);
  assert.deepEqual(ticks(1, 5), [0]);
});
