import assert from "node:assert/strict";
import { test } from "node:test";
import { align, distribute, freeSpot } from "../../src/editor/geometry/arrange.ts";
import { grow, overlaps, type Box } from "../../src/editor/geometry/points.ts";
import { effort } from "./effort.ts";
import { random } from "./random.ts";

const BOXES = new Map<string, Box>([
  ["a", { x: 0, y: 0, width: 100, height: 50 }],
  ["b", { x: 300, y: 40, width: 50, height: 20 }],
  ["c", { x: 130, y: 90, width: 40, height: 110 }],
]);

test("boxes align at each edge and each middle of the box around them", () => {
  const xs = (edge: "left" | "centre" | "right") => [...align(BOXES, edge).values()].map(({ x }) => x);
  const ys = (edge: "top" | "middle" | "bottom") => [...align(BOXES, edge).values()].map(({ y }) => y);
  assert.deepEqual(xs("left"), [0, 0, 0]);
  assert.deepEqual(xs("right"), [250, 300, 310]);
  assert.deepEqual(xs("centre"), [125, 150, 155]);
  assert.deepEqual(ys("top"), [0, 0, 0]);
  assert.deepEqual(ys("bottom"), [150, 180, 90]);
  assert.deepEqual(ys("middle"), [75, 90, 45]);
  assert.deepEqual(align(BOXES, "left").get("b"), { x: 0, y: 40 });
  assert.deepEqual(align(new Map(), "left"), new Map());
});

test("gaps become equal while both ends stay", () => {
  assert.deepEqual([...distribute(BOXES, "x")], [["a", { x: 0, y: 0 }], ["b", { x: 300, y: 40 }], ["c", { x: 180, y: 90 }]]);
  const two = new Map([...BOXES].slice(0, 2));
  assert.deepEqual([...distribute(two, "y").values()], [{ x: 0, y: 0 }, { x: 300, y: 40 }]);
  assert.deepEqual(distribute(new Map(), "x"), new Map());
});

test("a free place is left alone, and a taken one gives way to the nearest", () => {
  const box = { x: 0, y: 0, width: 100, height: 60 };
  assert.deepEqual(freeSpot([], box), { x: 0, y: 0 });
  assert.deepEqual(freeSpot([{ ...box, x: 120 }], box), { x: 0, y: 0 });
  assert.deepEqual(freeSpot([box], { ...box, y: 10 }), { x: 0, y: 80 });
  assert.deepEqual(freeSpot([box], { ...box, x: 90, y: 5 }), { x: 120, y: 5 });
});

test("whatever is there already, the place is free, and as near as any on a fine grid", () => {
  const next = random(6);
  for (let round = 0; round < 60; round++) {
    const box = (): Box => ({ x: next() * 400, y: next() * 400, width: 20 + next() * 100, height: 20 + next() * 60 });
    const boxes = Array.from({ length: Math.floor(next() * 12) }, box);
    const wanted = box();
    const free = (x: number, y: number) => !boxes.some((one) => overlaps({ ...wanted, x, y }, grow(one, 20 - 1e-3)));
    const spot = freeSpot(boxes, wanted);
    assert.ok(free(spot.x, spot.y));
    const far = Math.hypot(spot.x - wanted.x, spot.y - wanted.y);
    for (let dx = -far; dx <= far; dx += far / 12 + 1e-9) {
      for (let dy = -far; dy <= far; dy += far / 12 + 1e-9) {
        if (Math.hypot(dx, dy) < far - 0.1) assert.ok(!free(wanted.x + dx, wanted.y + dy));
      }
    }
  }
});

test("a thousand boxes on one spot are no obstacle for long", () => {
  const box = { x: 0, y: 0, width: 100, height: 60 };
  const boxes = Array.from({ length: 1000 }, (_, at) => ({ ...box, x: (at % 32) * 90, y: Math.floor(at / 32) * 50 }));
  assert.ok(effort(() => freeSpot(boxes, { ...box, x: 1400, y: 800 })) < 40);
  const spot = freeSpot(boxes, { ...box, x: 1400, y: 800 });
  assert.ok(!boxes.some((one) => overlaps({ ...box, ...spot }, one)));
});

test("even distribution keeps all gaps the same for random boxes", () => {
  const next = random(7);
  for (let round = 0; round < 100; round++) {
    const boxes = new Map(Array.from({ length: 3 + Math.floor(next() * 5) }, (_, at) => [String(at), { x: next() * 500, y: next() * 500, width: next() * 80, height: next() * 80 }]));
    const placed = [...distribute(boxes, "y")].map(([id, { y }]) => ({ y, end: y + boxes.get(id)!.height, old: boxes.get(id)! }));
    placed.sort((one, other) => one.old.y + one.old.height / 2 - other.old.y - other.old.height / 2);
    const gaps = placed.slice(1).map(({ y }, at) => y - placed[at]!.end);
    for (const gap of gaps) assert.ok(Math.abs(gap - gaps[0]!) < 1e-6);
    assert.equal(placed[0]!.y, placed[0]!.old.y);
  }
});
