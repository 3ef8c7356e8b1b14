// Where along its wire each label stands: half-way, unless another label or a card is there already.
import type { FlowEdge } from "./flow.ts";
import { type Box, overlaps } from "./geometry/points.ts";
import { wirePath } from "./geometry/wire.ts";
import type { Id } from "./protocol.ts";
import { wireOf } from "./wires.ts";

/** What is tried, in this order. */
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];
/** Sizes of a label, in pixels: a letter, the number with what is around it, and its height. */
const LETTER = 6;
const CHIP = 30;
const HEIGHT = 22;
const PLAIN = "identity";

/** What stands on a wire besides its delay. */
export function wordsOf({ kind, words }: { kind: string; words: string }): string {
  return [kind === PLAIN ? "" : kind, words].filter(Boolean).join(" ");
}

/** Finds a place for each label; the wires that come first choose first. */
export function shares(edges: readonly FlowEdge[], cards: Iterable<Box>): Map<Id, number> {
  const taken = [...cards];
  return new Map(
    edges.map(({ id, data }) => {
      const width = CHIP + LETTER * wordsOf(data!.entry).length;
      const places = SHARES.map((share) => ({ share, box: around(data!, share, width) }));
      const free = places.find(({ box }) => !taken.some((other) => overlaps(box, other))) ?? places[0]!;
      taken.push(free.box);
      return [id, free.share] as const;
    }),
  );
}

function around(data: NonNullable<FlowEdge["data"]>, share: number, width: number): Box {
  const { label } = wirePath({ ...wireOf(data), share });
  return { x: label.x - width / 2, y: label.y - HEIGHT / 2, width, height: HEIGHT };
}
