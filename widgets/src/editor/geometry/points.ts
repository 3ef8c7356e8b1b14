// Points and boxes on the canvas: x to the right, y downwards, a box by its upper-left corner.

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Between the border of a group and its content. `x` is for the left and the right, `top` includes the title. */
export const GROUP_PADDING = { x: 18, top: 40, bottom: 18 };

/** The smallest box around all of them; null around nothing. */
export function bounds(boxes: Iterable<Box>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

export function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The box with `by` more on each side. A negative `by` shrinks it, at most to its centre. */
export function grow(box: Box, by: number): Box {
  const dx = Math.max(by, -box.width / 2);
  const dy = Math.max(by, -box.height / 2);
  return { x: box.x - dx, y: box.y - dy, width: box.width + 2 * dx, height: box.height + 2 * dy };
}

/** Whether the point lies in the box or on its border. */
export function inside(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Whether the two share some area; touching is not overlapping. */
export function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** Whether a straight line has a part inside of the box; along its border is outside. */
export function crosses(box: Box, from: Point, to: Point): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [first, last] = [0, 1];
  // The part of the line, from 0 to 1, that is between both sides; after Liang and Barsky.
  for (const [step, room] of [[-dx, from.x - box.x], [dx, box.x + box.width - from.x], [-dy, from.y - box.y], [dy, box.y + box.height - from.y]] as const) {
    if (step === 0 && room <= 0) return false;
    if (step < 0) first = Math.max(first, room / step);
    if (step > 0) last = Math.min(last, room / step);
  }
  return first < last || (dx === 0 && dy === 0);
}

/** The nearest point of a grid; a grid of 0 or less has every point. */
export function snap({ x, y }: Point, grid: number): Point {
  if (!(grid > 0)) return { x, y };
  // + 0 turns the -0 of rounding into 0, which documents and tests compare.
  return { x: Math.round(x / grid) * grid + 0, y: Math.round(y / grid) * grid + 0 };
}

export function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
