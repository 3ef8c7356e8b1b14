// What the geometry of a wire needs, of what is drawn.
import type { WireData } from "./flow.ts";
import type { Wire } from "./geometry/wire.ts";

export function wireOf({ from, to, bends, entry, loop, passage, lane, share }: WireData): Wire {
  return { from, to, bends, loop, passage, lane, share, self: entry.source === entry.target };
}
