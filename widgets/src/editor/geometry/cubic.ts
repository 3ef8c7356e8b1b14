// Cubic Bézier curves: sampling, and numbers that SVG can always read.
import { distance, type Box, type Point } from "./points.ts";

export type Cubic = readonly [from: Point, handle: Point, handle: Point, to: Point];

const STEPS = 24;
/** Further out than any canvas goes, near enough for sums and squares to stay exact enough. */
const FAR = 1e7;

function finite(number: number): number {
  return Number.isFinite(number) ? Math.min(Math.max(number, -FAR), FAR) : 0;
}

/** The point with 0 for what is no number: a node that is not measured yet has no size. */
export function safe({ x, y }: Point): Point {
  return { x: finite(x), y: finite(y) };
}

export function safeBox({ x, y, width, height }: Box): Box {
  return { x: finite(x), y: finite(y), width: Math.max(finite(width), 0), height: Math.max(finite(height), 0) };
}

/** "x,y" with one decimal. */
export function point({ x, y }: Point): string {
  return `${tenths(x)},${tenths(y)}`;
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10 + 0;
}

/** The direction from one point to another; to the right where they are the same. */
export function away(from: Point, to: Point): Point {
  const length = distance(from, to);
  return length === 0 ? { x: 1, y: 0 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

/** Points along curves that follow one another, both ends included. */
export function samples(curves: readonly Cubic[]): Point[] {
  const points = curves.slice(0, 1).map(([from]) => from);
  for (const curve of curves) for (let step = 1; step <= STEPS; step++) points.push(onCubic(curve, step / STEPS));
  return points;
}

function onCubic([a, b, c, d]: Cubic, t: number): Point {
  const s = 1 - t;
  const [wa, wb, wc, wd] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y };
}
