// What the geometry of a wire needs, of what is drawn.
import type { WireData } from "./flow.ts";
import { type Box, bounds, grow } from "./geometry/points.ts";
import { type Wire, wirePath, type WirePath } from "./geometry/wire.ts";

export function wireOf({ from, to, bends, entry, loop, passage, lane, share }: WireData): Wire {
  return { from, to, bends, loop, passage, lane, share, self: entry.source === entry.target };
}

/** How far a curve may swing beyond its ends and what it goes around, in any case; and more so for each lane. */
const SWING = 300;
const LANE = 24;

/** A box that a wire does not leave: found sooner than its curve. */
export function roomOf({ from, to, bends, loop, lane }: WireData): Box {
  const points = [from, ...bends, to].map(({ x, y }) => ({ x, y, width: 0, height: 0 }));
  return grow(bounds(loop === null ? points : [...points, loop])!, SWING + LANE * lane);
}

const paths = new WeakMap<WireData, WirePath>();

/** The curve of a wire as it is drawn: worked out once, as a drag asks all wires for theirs again and again. */
export function pathOf(wire: WireData): WirePath {
  const known = paths.get(wire) ?? wirePath(wireOf(wire));
  paths.set(wire, known);
  return known;
}
