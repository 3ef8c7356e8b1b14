import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, grow, distance, type Box, type Point } from "../../src/editor/geometry/points.ts";
import { bendIndex, nearestOnWire, wirePath, type Wire } from "../../src/editor/geometry/wire.ts";
import { random } from "./random.ts";

const AHEAD: Wire = { from: { x: 0, y: 0 }, to: { x: 200, y: 100 }, bends: [], loop: null };

function numbers(path: string): number[] {
  return path.split(/[MC, ]+/).filter(Boolean).map(Number);
}

test("an edge ahead leaves to the right and arrives from the left", () => {
  const { path, label, head, points } = wirePath(AHEAD);
  assert.equal(path, "M0,0C100,0 100,100 200,100");
  assert.deepEqual(label, { x: 100, y: 50 });
  assert.deepEqual(head, { x: 200, y: 100, angle: 0 });
  assert.deepEqual([points[0], points.at(-1)], [AHEAD.from, AHEAD.to]);
  assert.ok(points.every(({ x }, at) => at === 0 || x > points[at - 1]!.x));
});

test("an edge back goes around both cards on the nearer side, and crosses neither", () => {
  const source: Box = { x: 300, y: 0, width: 100, height: 80 };
  const target: Box = { x: 0, y: 20, width: 100, height: 80 };
  const loop = { x: 0, y: 0, width: 400, height: 100 };
  const cards = [grow(source, -1), grow(target, -1)];
  for (const [y, above] of [[10, true], [75, false]] as const) {
    const wire = { from: { x: 400, y }, to: { x: 0, y: y + 15 }, bends: [], loop };
    const { points, label } = wirePath(wire);
    for (const point of points) assert.ok(!cards.some((card) => inside(card, point)), JSON.stringify(point));
    assert.equal(label.y < 0, above);
    assert.equal(label.y > 100, !above);
  }
});

test("an edge of a node to itself goes over the top of its card, even from far down", () => {
  const loop: Box = { x: 0, y: 0, width: 120, height: 300 };
  const { points, label } = wirePath({ from: { x: 120, y: 290 }, to: { x: 0, y: 280 }, bends: [], loop, self: true });
  assert.ok(label.y < 0);
  for (const point of points) assert.ok(!inside(grow(loop, -1), point), JSON.stringify(point));
});

test("an edge back without a box still gets around", () => {
  const { label } = wirePath({ ...AHEAD, to: { x: -100, y: 0 } });
  assert.ok(label.y < -20);
});

test("edges of a pair side by side do not cover one another, whichever way they lead", () => {
  for (const wire of [AHEAD, { ...AHEAD, to: { x: -90, y: 5 } }, { ...AHEAD, bends: [{ x: 90, y: -40 }] }]) {
    const labels = [0, 1, 2, 3].map((lane) => wirePath({ ...wire, lane }).points);
    for (const [at, one] of labels.entries()) {
      for (const other of labels.slice(at + 1)) {
        const apart = Math.max(...one.map((point) => Math.min(...other.map((near) => distance(point, near)))));
        assert.ok(apart > 6, `${apart}`);
      }
    }
  }
});

test("bends are passed through, smoothly", () => {
  const bends = [{ x: 60, y: 80 }, { x: 140, y: -40 }, { x: 20, y: 30 }];
  const wire = { ...AHEAD, bends };
  for (const bend of bends) assert.ok(nearestOnWire(wire, bend).distance < 1e-9);
  const all = numbers(wirePath(wire).path);
  for (let at = 0; at < bends.length; at++) {
    // The handles before and after a bend lie on a line through it.
    const [bx, by, x, y, ax, ay] = all.slice(2 + at * 6 + 2, 2 + at * 6 + 8) as [number, number, number, number, number, number];
    const sine = ((x - bx) * (ay - y) - (y - by) * (ax - x)) / (Math.hypot(x - bx, y - by) * Math.hypot(ax - x, ay - y));
    assert.ok(Math.abs(sine) < 0.02, `${sine}`);
  }
});

test("a bend off a straight edge moves its label there", () => {
  const { label } = wirePath({ from: { x: 0, y: 0 }, to: { x: 200, y: 0 }, bends: [{ x: 100, y: 90 }], loop: null });
  assert.ok(distance(label, { x: 100, y: 90 }) < 1, JSON.stringify(label));
});

test("the nearest point of a wire is found between its samples", () => {
  const wire = { ...AHEAD, to: { x: 200, y: 0 } };
  const { distance: far, point } = nearestOnWire(wire, { x: 77.3, y: -12 });
  assert.ok(Math.abs(far - 12) < 1e-9 && Math.abs(point.x - 77.3) < 1e-9);
  assert.equal(nearestOnWire(wire, { x: 203, y: 4 }).distance, 5);
});

test("a new bend goes between those that it lies between", () => {
  const points = [0, 100, 200, 300].map((x) => ({ x, y: 0 }));
  assert.equal(bendIndex(points, { x: 40, y: 9 }), 0);
  assert.equal(bendIndex(points, { x: 140, y: -9 }), 1);
  assert.equal(bendIndex(points, { x: 290, y: 0 }), 2);
  assert.equal(bendIndex(points.slice(0, 2), { x: 1000, y: 0 }), 0);
});

test("paths are finite and short-spoken for any points, and the label is on the curve half-way", () => {
  const next = random(8);
  const odd = [0, 0, 1e-9, -1e12, 1e300, NaN, Infinity, -Infinity];
  const number = () => (next() < 0.1 ? odd[Math.floor(next() * odd.length)]! : Math.round(next() * 20000 - 10000) / 10);
  const point = (): Point => ({ x: number(), y: number() });
  for (let round = 0; round < 4000; round++) {
    const bends = Array.from({ length: next() < 0.5 ? 0 : Math.floor(next() * 4) }, () => (next() < 0.1 ? { x: 5, y: 5 } : point()));
    const loop = next() < 0.5 ? null : { ...point(), width: number(), height: number() };
    const wire = { from: point(), to: point(), bends, loop, self: next() < 0.2, lane: next() < 0.05 ? NaN : Math.floor(next() * 4) };
    const { path, label, head, points } = wirePath(wire);
    assert.match(path, /^M-?\d+(\.\d)?,-?\d+(\.\d)?(C-?\d+(\.\d)?,-?\d+(\.\d)?( -?\d+(\.\d)?,-?\d+(\.\d)?){2})+$/);
    assert.ok([label.x, label.y, head.x, head.y, head.angle, ...points.flatMap(({ x, y }) => [x, y])].every(Number.isFinite));
    assert.deepEqual(wirePath(wire).label, label);
    const { distance: far } = nearestOnWire(wire, label);
    assert.ok(far < 0.1, `${JSON.stringify(wire)} ${far}`);
    assert.ok(Number.isFinite(nearestOnWire(wire, { x: 0, y: 0 }).distance));
  }
});
