import assert from "node:assert/strict";
import { test } from "node:test";
import { overlaps } from "../../src/editor/geometry/points.ts";
import { firstView, freeSide, fromUnderMap, inSight, MAP, viewOf } from "../../src/editor/geometry/sight.ts";

const ROOM = { width: 1000, height: 400 };
const UNDER = { x: ROOM.width - MAP.width, y: ROOM.height - MAP.height, ...MAP };

test("all is in sight where every border is", () => {
  const box = { x: 10, y: 10, width: 100, height: 50 };
  assert.ok(inSight(box, [0, 0, 1], ROOM));
  assert.ok(inSight(box, [-20, -20, 2], ROOM));
  for (const seen of [[-11, 0, 1], [0, -11, 1], [891, 0, 1], [0, 341, 1], [0, 0, 10]] as const) assert.ok(!inSight(box, seen, ROOM));
});

test("the side that is left free for the map is the one that costs less", () => {
  assert.equal(freeSide({ width: 100, height: 100 }, ROOM), "right");
  assert.equal(freeSide({ width: 900, height: 100 }, ROOM), "bottom");
});

test("what would lie under the map moves out of there, the shorter way", () => {
  for (const [box, by] of [
    [{ x: 830, y: 300, width: 176, height: 50 }, { x: 0, y: -66 }],
    [{ x: 700, y: 300, width: 176, height: 90 }, { x: -34, y: 0 }],
    [{ x: 100, y: 380, width: 176, height: 50 }, { x: 0, y: 0 }],
  ] as const) {
    const found = fromUnderMap(box, ROOM);
    assert.deepEqual([found.x + 0, found.y + 0], [by.x, by.y]);
    assert.ok(!overlaps({ ...box, x: box.x + found.x, y: box.y + found.y }, UNDER));
  }
});

test("at first all is in sight, in the middle and no larger than it is", () => {
  const box = { x: -50, y: 30, width: 300, height: 100 };
  assert.deepEqual(firstView(box, 3, ROOM), { x: 400, y: 120, zoom: 1 });
  const wide = { x: 7, y: 9, width: 3000, height: 100 };
  const { x, y, zoom } = firstView(wide, 11, ROOM);
  assert.ok(zoom < 0.31 && inSight(wide, [x, y, zoom], ROOM));
});

test("where no name could be read the beginning is in sight, unless there are so many nodes that it is an overview", () => {
  const long = { x: 100, y: 0, width: 9000, height: 100 };
  assert.deepEqual(firstView(long, 9, ROOM), { x: 0, y: 180, zoom: 0.4 });
  assert.deepEqual(firstView(long, 20, ROOM), { x: 0, y: 180 - MAP.height / 2, zoom: 0.4 }); // above the map
  assert.ok(inSight(long, Object.values(firstView(long, 200, ROOM)) as [number, number, number], ROOM));
});

test("what a person asks for is in the middle, and no part of it under the map", () => {
  for (const box of [{ x: 5, y: 5, width: 300, height: 300 }, { x: 0, y: 0, width: 900, height: 100 }, { x: 0, y: 0, width: 9, height: 9 }]) {
    for (const map of [false, true]) {
      const { x, y, zoom } = viewOf(box, ROOM, map);
      const seen = { x: box.x * zoom + x, y: box.y * zoom + y, width: box.width * zoom, height: box.height * zoom };
      assert.ok(inSight(box, [x, y, zoom], ROOM) && zoom <= 1.2);
      assert.ok(!map || !overlaps(seen, UNDER));
    }
  }
});
