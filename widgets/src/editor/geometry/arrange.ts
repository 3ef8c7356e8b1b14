// What the buttons "align" and "distribute" do, and where a new node finds room. All return upper-left corners.
import { bounds, centre, distance, grow, overlaps, type Box, type Point } from "./points.ts";

export type Edge = "left" | "centre" | "right" | "top" | "middle" | "bottom";

/** Room between a new node and the others. */
const GAP = 20;
/** How many of the nearest boxes suggest places. More would hardly help, and the work grows with their square. */
const NEIGHBOURS = 40;

/** Moves every box to one edge (or middle line) of the box around them all. */
export function align(boxes: ReadonlyMap<string, Box>, edge: Edge): Map<string, Point> {
  const whole = bounds(boxes.values());
  if (whole === null) return new Map();
  return new Map([...boxes].map(([id, box]) => [id, aligned(box, whole, edge)]));
}

function aligned(box: Box, whole: Box, edge: Edge): Point {
  const { x, y } = box;
  switch (edge) {
    case "left":
      return { x: whole.x, y };
    case "centre":
      return { x: centre(whole).x - box.width / 2, y };
    case "right":
      return { x: whole.x + whole.width - box.width, y };
    case "top":
      return { x, y: whole.y };
    case "middle":
      return { x, y: centre(whole).y - box.height / 2 };
    case "bottom":
      return { x, y: whole.y + whole.height - box.height };
  }
}

/** Makes the gaps between neighbours equal; the first and the last (by their centres) stay. Gaps may be negative. */
export function distribute(boxes: ReadonlyMap<string, Box>, axis: "x" | "y"): Map<string, Point> {
  const size = axis === "x" ? "width" : "height";
  const sorted = [...boxes].sort(([, one], [, other]) => centre(one)[axis] - centre(other)[axis]);
  const [first, last] = [sorted[0]?.[1], sorted.at(-1)?.[1]];
  const places = new Map<string, Point>([...boxes].map(([id, { x, y }]) => [id, { x, y }]));
  if (first === undefined || last === undefined || sorted.length < 3) return places;
  const taken = sorted.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = (last[axis] + last[size] - first[axis] - taken) / (sorted.length - 1);
  let at = first[axis];
  for (const [id, box] of sorted.slice(0, -1)) {
    places.set(id, { x: box.x, y: box.y, [axis]: at });
    at += box[size] + gap;
  }
  return places;
}

/**
 * The nearest place to the wanted one where the box keeps its distance from all others. The nearest free place has its
 * x and its y either as wanted or at the border of some box; so only those are tried. Where the nearest boxes leave
 * none free it goes to the right of everything.
 */
export function freeSpot(boxes: readonly Box[], wanted: Box): Point {
  // A hair less than the gap: spots at a distance of exactly GAP are free whatever the rounding of their sums.
  const taken = boxes.map((box) => grow(box, GAP - 1e-6));
  const free = (spot: Point) => !taken.some((box) => overlaps({ ...wanted, ...spot }, box));
  const here = { x: wanted.x, y: wanted.y };
  if (free(here)) return here;
  const middle = centre(wanted);
  const near = [...boxes].sort((one, other) => distance(centre(one), middle) - distance(centre(other), middle)).slice(0, NEIGHBOURS);
  const xs = [here.x, ...near.flatMap((box) => [box.x - GAP - wanted.width, box.x + box.width + GAP])];
  const ys = [here.y, ...near.flatMap((box) => [box.y - GAP - wanted.height, box.y + box.height + GAP])];
  const spots = xs.flatMap((x) => ys.map((y) => ({ x, y })));
  spots.sort((one, other) => distance(one, here) - distance(other, here));
  return spots.find(free) ?? besides(boxes, here);
}

function besides(boxes: readonly Box[], { x, y }: Point): Point {
  const whole = bounds(boxes);
  return whole === null ? { x, y } : { x: whole.x + whole.width + GAP, y };
}
