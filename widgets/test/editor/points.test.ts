import assert from "node:assert/strict";
import { test } from "node:test";
import { bounds, crosses, centre, grow, inside, overlaps, snap, type Box } from "../../src/editor/geometry/points.ts";
import { random } from "./random.ts";

const BOX: Box = { x: 10, y: 20, width: 30, height: 40 };

test("the bounds of nothing are nothing, and of one box itself", () => {
  assert.equal(bounds([]), null);
  assert.deepEqual(bounds([BOX]), BOX);
  assert.deepEqual(bounds([BOX, { x: -5, y: 50, width: 1, height: 100 }]), { x: -5, y: 20, width: 45, height: 130 });
});

test("a box grows around its centre and never turns inside out", () => {
  assert.deepEqual(grow(BOX, 5), { x: 5, y: 15, width: 40, height: 50 });
  assert.deepEqual(grow(BOX, -100), { ...centre(BOX), width: 0, height: 0 });
});

test("the border is inside, and boxes that touch do not overlap", () => {
  assert.ok(inside(BOX, { x: 10, y: 60 }));
  assert.ok(!inside(BOX, { x: 9.9, y: 60 }));
  assert.ok(!overlaps(BOX, { ...BOX, x: 40 }));
  assert.ok(overlaps(BOX, { ...BOX, x: 39 }));
});

test("snapping goes to the nearest point of the grid, and nowhere without one", () => {
  assert.deepEqual(snap({ x: -2, y: 14 }, 10), { x: 0, y: 10 });
  assert.deepEqual(snap({ x: 1.5, y: 2.5 }, 0), { x: 1.5, y: 2.5 });
});

test("bounds hold every box, and none is larger than needed", () => {
  const next = random(5);
  for (let round = 0; round < 200; round++) {
    const boxes = Array.from({ length: 1 + Math.floor(next() * 8) }, () => ({ x: next() * 900 - 500, y: next() * 900 - 500, width: next() * 99, height: next() * 99 }));
    const whole = bounds(boxes)!;
    for (const box of boxes) {
      assert.ok(inside(grow(whole, 1e-9), box));
      assert.ok(inside(grow(whole, 1e-9), { x: box.x + box.width, y: box.y + box.height }));
    }
    assert.ok(boxes.some(({ x }) => x === whole.x) && boxes.some(({ y }) => y === whole.y));
  }
});

test("a line crosses a box where some point of it is inside; along the border, and for a point on it, it does not", () => {
  const at = (x: number, y: number) => ({ x, y });
  for (const [from, to] of [[at(0, 0), at(50, 80)], [at(20, 30), at(22, 31)], [at(20, 0), at(20, 100)], [at(20, 30), at(20, 30)]] as const) {
    assert.ok(crosses(BOX, from, to) && crosses(BOX, to, from));
  }
  for (const [from, to] of [[at(0, 20), at(90, 20)], [at(10, 0), at(10, 90)], [at(0, 0), at(9, 90)], [at(0, 40), at(9, 40)], [at(10, 20), at(10, 20)]] as const) {
    assert.ok(!crosses(BOX, from, to) && !crosses(BOX, to, from));
  }
});
