// Leads wires around cards that they would lie under: along the shortest way past the corners of these cards.
import { type Box, bounds, centre, crosses, distance, grow, overlaps, type Point } from "./points.ts";
import { type Wire, wirePath } from "./wire.ts";

/** A wire, and the cards that it starts from and ends at. */
export interface Course {
  id: string;
  wire: Wire;
  source: string;
  target: string;
}

/** Between a wire and the corners that it passes: what is tried, in this order. */
const CLEARANCES = [18, 11, 6];
/** Wires past the same corner are so far apart, and one that would lie upon another goes on so much longer a way. */
const APART = 9;
const UPON = 60;
/** How far a wire leads straight out of its card, and into the other one. */
const STUB = 24;
/** Pixels of way that a bend is worth. */
const BEND = 24;
/** How far outside of the box around both ends a card can still be in the way. */
const AROUND = 220;
/** Looks along a line past a card that a drawing takes at most, about half a second's: beyond, wires stay as they are. */
const LOOKS = 3e7;

/** Whole points for the wires that lie under cards as they are; those with a free way are left out. */
export function detours(courses: readonly Course[], cards: ReadonlyMap<string, Box>): Map<string, Point[]> {
  const found = new Map<string, Point[]>();
  const taken: Point[] = courses.flatMap(({ wire }) => wire.bends);
  const left = { looks: LOOKS };
  for (const course of courses) {
    const near = nearby(course, cards);
    const bends = detour(course.wire, near, taken, left);
    if (bends === course.wire.bends) continue;
    found.set(course.id, fewest(course.wire, near, bends));
    taken.push(...bends);
  }
  return found;
}

/** The points by which a wire lies under the fewest cards: those that it has, if none are better. */
function detour(wire: Wire, near: readonly Near[], taken: readonly Point[], left: { looks: number }): readonly Point[] {
  let [best, least] = [wire.bends, hidden(wire, near)];
  left.looks -= least.looks;
  for (const clearance of CLEARANCES) {
    // At first only what is in the way is gone around, then also what lies on the way around that.
    const known = new Set([...least.under, ...near.filter(({ own }) => own)]);
    for (let size = 0; least.count > 0 && left.looks > 0 && size < known.size; ) {
      size = known.size;
      const search = new Search(wire, [...known].map(({ box }) => box), clearance, taken); // prettier-ignore
      const way = search.run();
      left.looks -= search.looks;
      for (const bends of way === null ? [] : [way.slice(1, -1), way, pinned(way)]) {
        const now = hidden({ ...wire, bends }, near);
        left.looks -= now.looks;
        for (const card of now.under) known.add(card);
        if (now.count < least.count) [best, least] = [bends, now];
      }
    }
  }
  return best;
}

/** The points without those that a wire does as well without. */
function fewest(wire: Wire, near: readonly Near[], bends: readonly Point[]): Point[] {
  const { count } = hidden({ ...wire, bends }, near);
  let needed = [...bends];
  for (const bend of bends) {
    const fewer = needed.filter((other) => other !== bend);
    if (hidden({ ...wire, bends: fewer }, near).count <= count) needed = fewer;
  }
  return needed;
}

/** A way with a point near both ends of its longer parts: a curve through it swings out less. */
function pinned(way: readonly Point[]): Point[] {
  const between = (from: Point, to: Point, share: number) => whole({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
  return way.flatMap((to, at) => {
    const from = way[at - 1];
    return from === undefined || distance(from, to) < 4 * STUB ? [to] : [between(from, to, 0.2), between(from, to, 0.8), to];
  });
}

interface Near {
  box: Box;
  /** Whether the wire starts or ends there. */
  own: boolean;
}

function nearby({ wire, source, target }: Course, cards: ReadonlyMap<string, Box>): Near[] {
  const ends = [wire.from, wire.to, ...wire.bends].map((point) => ({ ...point, width: 0, height: 0 }));
  const whole = grow(bounds(ends)!, AROUND);
  const near = [...cards].filter(([, box]) => overlaps(box, whole));
  return near.map(([id, box]) => ({ box, own: id === source || id === target }));
}

/** The cards that the curve lies under, or close beside, and with how many pieces; at its own it may touch the border. */
function hidden(wire: Wire, near: readonly Near[]): { under: Set<Near>; count: number; looks: number } {
  const { points } = wirePath(wire);
  const under = new Set<Near>();
  let count = 0;
  for (const card of near) {
    const box = grow(card.box, card.own ? -1 : 3);
    const pieces = points.slice(1).filter((to, at) => crosses(box, points[at]!, to)).length;
    if (pieces > 0) under.add(card);
    count += pieces;
  }
  return { under, count, looks: points.length * near.length };
}

/** The shortest way of straight lines from corner to corner, found by A*. */
class Search {
  looks = 0;
  private readonly places: Point[];
  private readonly walls: Box[];
  private readonly tolls: number[];

  constructor({ from, to }: Wire, boxes: readonly Box[], clearance: number, taken: readonly Point[]) {
    const corners = boxes.flatMap((box) => [...cornersOf(box, clearance), ...cornersOf(box, clearance + APART)]);
    this.walls = boxes.map((box) => grow(box, clearance - 2));
    const outside = corners.filter((corner) => !this.walls.some((wall) => crosses(wall, corner, corner)));
    this.places = [{ x: from.x + STUB, y: from.y }, { x: to.x - STUB, y: to.y }, ...outside].map(whole);
    this.tolls = this.places.map((place, at) => (at > 1 && taken.some((other) => distance(place, other) < APART - 1) ? UPON : 0) + BEND);
  }

  /** All places on the way, both ends included; null where there is no way. */
  run(): Point[] | null {
    const cost = this.places.map((_, at) => (at === 0 ? 0 : Infinity));
    const before = new Map<number, number>();
    const open = new Set([0]);
    while (open.size > 0) {
      const at = this.nearest(open, cost);
      if (at === 1) return this.way(before);
      open.delete(at);
      for (let next = 1; next < this.places.length; next++) {
        const sum = cost[at]! + distance(this.places[at]!, this.places[next]!) + this.tolls[next]!;
        if (next === at || sum >= cost[next]! || !this.clear(at, next)) continue;
        cost[next] = sum;
        before.set(next, at);
        open.add(next);
      }
    }
    return null;
  }

  private nearest(open: ReadonlySet<number>, cost: readonly number[]): number {
    let [best, least] = [1, Infinity];
    for (const at of open) {
      const sum = cost[at]! + distance(this.places[at]!, this.places[1]!);
      if (sum < least) [best, least] = [at, sum];
    }
    return best;
  }

  private clear(from: number, to: number): boolean {
    this.looks += this.walls.length;
    return !this.walls.some((wall) => crosses(wall, this.places[from]!, this.places[to]!));
  }

  private way(before: ReadonlyMap<number, number>): Point[] {
    const way = [1];
    while (way[0] !== 0) way.unshift(before.get(way[0]!)!);
    return way.map((at) => this.places[at]!);
  }
}

function cornersOf(box: Box, clearance: number): Point[] {
  const { x, y } = centre(box);
  const [dx, dy] = [box.width / 2 + clearance, box.height / 2 + clearance];
  return [{ x: x - dx, y: y - dy }, { x: x + dx, y: y - dy }, { x: x - dx, y: y + dy }, { x: x + dx, y: y + dy }]; // prettier-ignore
}

function whole({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
