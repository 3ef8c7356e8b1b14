// The curve of an edge, from an output on the right of a node to an input on the left of one.
import { bounds, distance, type Box, type Point } from "./points.ts";
import { away, point, safe, safeBox, samples, type Cubic } from "./cubic.ts";

export interface Wire {
  from: Point;
  to: Point;
  /** Points that a person made it pass through, from the source to the target. */
  bends: readonly Point[];
  /** What an edge that leads back goes around: the box of its node, or the box around both of its nodes. */
  loop: Box | null;
  /** Whether one of the two cards lies wholly below the other: an edge that leads back passes between them. */
  passage?: boolean;
  /** Whether it ends at the node that it starts from. */
  self?: boolean;
  /** 0, 1, 2 ... for edges between the same nodes, so that none covers another. */
  lane?: number;
  /** Where along it the label stands, from 0 to 1; half-way unless said otherwise. */
  share?: number;
}

/** A wire that does not get further than this to the right leads back. */
const FORWARD = 4;
/** Pixels between a card and one below it that let a wire through. */
const PASSAGE = 36;

/** What a wire between two places of two cards goes around, or between. */
export function courseOf(from: Point, to: Point, one: Box, other: Box): { loop: Box | null; passage: boolean } {
  const passage = Math.max(other.y - one.y - one.height, one.y - other.y - other.height) >= PASSAGE;
  const back = to.x <= from.x + FORWARD;
  return { loop: back && !passage ? bounds([one, other]) : null, passage };
}

export interface WirePath {
  /** The `d` of an SVG path. */
  path: string;
  /** Half-way along the curve, or where `share` says. */
  label: Point;
  /** Where it arrives, and in which direction: an angle in radians, 0 to the right. */
  head: Point & { angle: number };
  /** Points along the curve, close enough to measure distances to it. */
  points: Point[];
}

/** An input that is not further than this to the right of the output is reached by going around. */
const AHEAD = 4;
/** Between a card and the edge that goes around it. */
const CLEAR = 26;
/** Between two edges that go around, and (halved, as the curve yields less than its handles) side by side. */
const LANE = 12;

/** How far a curve may swing beyond the point that it leads to, about. */
const SWING = 40;

export function wirePath(wire: Wire): WirePath {
  const lane = Number.isFinite(wire.lane) ? Math.min(Math.max(Math.round(wire.lane!), 0), 100) : 0;
  const [from, to, bends] = [safe(wire.from), safe(wire.to), wire.bends.map(safe)];
  const back = wire.self === true || (to.x <= from.x + AHEAD && wire.passage !== true);
  const curves = bends.length === 0 && back ? around(from, to, wire, lane) : through([from, ...bends, to], lane);
  const points = samples(curves);
  const last = curves.at(-1)!;
  const path = `M${point(from)}${curves.map(([, b, c, d]) => `C${point(b)} ${point(c)} ${point(d)}`).join("")}`;
  return { path, label: partway(points, wire.share ?? 0.5), head: { ...to, angle: angle(last) }, points };
}

/** Through all points: to the right at both ends. */
function through(points: readonly Point[], lane: number): Cubic[] {
  const last = points.length - 1;
  const directions = points.map((at, index) =>
    index === 0 || index === last ? { x: 1, y: 0 } : passing(points[index - 1]!, at, points[index + 1]!),
  );
  const shift = (lane % 2 === 1 ? -1 : 1) * Math.ceil(lane / 2) * LANE * 1.5;
  return points.slice(1).map((end, at): Cubic => {
    const start = points[at]!;
    const [first, second] = [directions[at]!, directions[at + 1]!];
    const [out, back] = last === 1 ? [forward(start, end), forward(start, end)] : [first, second].map((way) => reach(start, end, way));
    const b = { x: start.x + first.x * out!, y: start.y + first.y * out! + shift };
    const c = { x: end.x - second.x * back!, y: end.y - second.y * back! + shift };
    return [start, b, c, end];
  });
}

/** How far a handle is from its end: not so far that the curve would swing beyond the other end. */
function reach(start: Point, end: Point, way: Point): number {
  const room = (axis: "x" | "y") => Math.max((end[axis] - start[axis]) * Math.sign(way[axis]), SWING) / Math.max(Math.abs(way[axis]), 0.01);
  return Math.min(distance(start, end) * 0.38, room("x"), room("y"));
}

/**
 * The direction at a bend: as from the point before to the next. On its way to the right an edge goes no further up or
 * down than its points are (the slopes are those of Fritsch and Butland): it would swing into what it passes.
 */
function passing(before: Point, at: Point, after: Point): Point {
  const [dx, rest] = [at.x - before.x, after.x - at.x];
  if (dx <= 0 || rest <= 0) return away(before, after);
  const [slope, next] = [(at.y - before.y) / dx, (after.y - at.y) / rest];
  if (slope * next <= 0) return { x: 1, y: 0 };
  const steep = (3 * (dx + rest)) / ((2 * rest + dx) / slope + (rest + 2 * dx) / next);
  return away({ x: 0, y: 0 }, { x: 1, y: steep });
}

function forward(from: Point, to: Point): number {
  if (to.x <= from.x + AHEAD) return Math.min(Math.max((from.x - to.x) * 0.6 + 20, 80), 220); // an S between two cards
  return Math.min(Math.max((to.x - from.x) / 2, 20), 260);
}

/** Out to the right, back above or below the box, and in from the left: two arcs and what joins them. */
function around(from: Point, to: Point, { loop, self }: Wire, lane: number): Cubic[] {
  const box = loop === null ? between(from, to) : safeBox(loop);
  const [top, bottom] = [Math.min(box.y, from.y, to.y), Math.max(box.y + box.height, from.y, to.y)];
  const over = self === true || from.y + to.y - 2 * top <= 2 * bottom - from.y - to.y;
  const gap = CLEAR + lane * LANE;
  const y = over ? top - gap : bottom + gap;
  const right = { x: Math.max(from.x, box.x + box.width), y };
  const left = { x: Math.min(to.x, box.x), y };
  // The handles are outside of the corners on both sides, so the arcs never come back over the card.
  const out = bulge(from, right, lane);
  const back = bulge(to, left, lane);
  const third = (right.x - left.x) / 3;
  return [
    [from, { x: right.x + out, y: from.y }, { x: right.x + out, y }, right],
    [right, { x: right.x - third, y }, { x: left.x + third, y }, left],
    [left, { x: left.x - back, y }, { x: left.x - back, y: to.y }, to],
  ];
}

function bulge(end: Point, corner: Point, lane: number): number {
  return Math.min(Math.max(Math.abs(end.y - corner.y) * 0.55, 30), 90) + lane * LANE;
}

/** Without a box to go around: the space between the two ends, as if a low card were there. */
function between(from: Point, to: Point): Box {
  const top = Math.min(from.y, to.y);
  const left = Math.min(from.x, to.x);
  return { x: left, y: top - CLEAR, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) + 2 * CLEAR };
}

function angle([, , handle, end]: Cubic): number {
  return handle.x === end.x && handle.y === end.y ? 0 : Math.atan2(end.y - handle.y, end.x - handle.x);
}

function partway(points: readonly Point[], share: number): Point {
  const steps = points.slice(1).map((to, at) => distance(points[at]!, to));
  let left = steps.reduce((sum, step) => sum + step, 0) * share;
  for (const [at, step] of steps.entries()) {
    if (left <= step && step > 0) return rounded(along(points[at]!, points[at + 1]!, left / step));
    left -= step;
  }
  return rounded(points.at(-1)!);
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x * 10) / 10 + 0, y: Math.round(y * 10) / 10 + 0 };
}

function along(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** How far a point is from the curve, and which point of the curve is the nearest. */
export function nearestOnWire(wire: Wire, at: Point): { distance: number; point: Point } {
  return nearestOn(wirePath(wire).points, at);
}

/** The same for a curve by its points. */
export function nearestOn(points: readonly Point[], at: Point): { distance: number; point: Point } {
  let best = { distance: Infinity, point: points[0]! };
  for (const [index, from] of points.entries()) {
    const nearest = onSegment(from, points[index + 1] ?? from, at);
    const far = distance(nearest, at);
    if (far < best.distance) best = { distance: far, point: nearest };
  }
  return best;
}

function onSegment(from: Point, to: Point, at: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  if (square === 0) return from;
  const share = ((at.x - from.x) * dx + (at.y - from.y) * dy) / square;
  return along(from, to, Math.min(Math.max(share, 0), 1));
}

/** Where a bend at a point belongs, given the ends and the bends between them: the index among the bends. */
export function bendIndex(points: readonly Point[], at: Point): number {
  let [best, least] = [0, Infinity];
  for (let index = 0; index + 1 < points.length; index++) {
    const [from, to] = [points[index]!, points[index + 1]!];
    const detour = distance(from, at) + distance(at, to) - distance(from, to);
    if (detour < least) [best, least] = [index, detour];
  }
  return best;
}
