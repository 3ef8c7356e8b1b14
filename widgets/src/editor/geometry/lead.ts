// Leads the edges that pass layers around the cards there, with as few points as that takes.
import type { Stop } from "./layered.ts";
import { type Box, bounds, distance, grow, inside, overlaps, type Point } from "./points.ts";
import { wirePath } from "./wire.ts";

export interface Lead {
  id: string;
  source: string;
  target: string;
  from: Point;
  to: Point;
  lane: number;
  /** Where it may pass the layers between its ends. */
  stops: readonly Stop[];
}

/** Between an edge and a card that it passes, at least. */
const CLEAR = 6;
/** A point that lies no further than this beside the straight way between its neighbours hardly shows. */
const STRAIGHT = 8;

/** Whole points for those edges whose curve would cross a card without. */
export function led(leads: readonly Lead[], cards: ReadonlyMap<string, Box>): Record<string, Point[]> {
  const found = leads.map((lead) => [lead.id, bendsOf(lead, cards)] as const);
  return Object.fromEntries(found.filter(([, bends]) => bends.length > 0));
}

function bendsOf(lead: Lead, cards: ReadonlyMap<string, Box>): Point[] {
  const { from, to, lane, stops } = lead;
  const near = nearby(lead, cards);
  const crossed = (bends: readonly Point[]) => {
    const { points } = wirePath({ from, to, bends, loop: null, lane });
    return points.filter((point) => near.some((card) => inside(card, point))).length;
  };
  if (crossed([]) === 0) return [];
  // A point at each end of every layer is the safest; then as many of them give way as may.
  let bends = stops.map(ends);
  const least = crossed(bends.flat());
  stops.forEach((stop, at) => {
    const neighbours = [bends.slice(0, at).flat().at(-1) ?? from, bends.slice(at + 1).flat()[0] ?? to] as const;
    const choices = [...(beside(middle(stop), ...neighbours) <= STRAIGHT ? [[]] : []), [middle(stop)]];
    const choice = choices.find((points) => crossed(bends.with(at, points).flat()) <= least);
    if (choice !== undefined) bends = bends.with(at, choice);
  });
  return bends.flat();
}

/** The cards, with some room around, that the edge could come across at all. */
function nearby({ source, target, from, to, stops }: Lead, cards: ReadonlyMap<string, Box>): Box[] {
  const points = [from, to, ...stops.map(middle)].map(({ x, y }) => ({ x, y, width: 0, height: 0 }));
  const whole = grow(bounds(points)!, 2 * STRAIGHT);
  const others = [...cards].filter(([id]) => id !== source && id !== target);
  return others.map(([, card]) => grow(card, CLEAR)).filter((card) => overlaps(card, whole));
}

function middle({ left, right, y }: Stop): Point {
  return { x: Math.round((left + right) / 2), y: Math.round(y) };
}

function ends({ left, right, y }: Stop): Point[] {
  return [left - CLEAR, right + CLEAR].map((x) => ({ x: Math.round(x), y: Math.round(y) }));
}

/** How far a point is from the straight line between two others. */
function beside(point: Point, from: Point, to: Point): number {
  const cross = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
  return Math.abs(cross) / Math.max(distance(from, to), 1);
}
