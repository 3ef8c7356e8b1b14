// Where along its wire each label stands: half-way, unless another label or a card is there already; where there is room
// for the number alone, its words are left out.
import type { FlowEdge, WireData } from "./flow.ts";
import { type Box, overlaps } from "./geometry/points.ts";
import type { Id } from "./protocol.ts";
import { pathOf } from "./wires.ts";

/** What is tried, in this order. */
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];
/** Sizes of a label, in pixels: a letter, the number with what is around it, and its height. */
const LETTER = 6;
const CHIP = 30;
const HEIGHT = 22;
/** The mark of a problem beside it. */
const MARK = 24;
const PLAIN = "identity";

/** What stands on a wire besides its delay. */
export function wordsOf({ kind, words }: { kind: string; words: string }): string {
  return [kind === PLAIN ? "" : kind, words].filter(Boolean).join(" ");
}

export interface Standing {
  /** Where along its wire a label stands, from 0 to 1. */
  share: number;
  /** Whether it is the number alone. */
  brief: boolean;
}

export const HALFWAY: Standing = { share: 0.5, brief: false };

/** Finds a place for each label; the wires that come first choose first. */
export function shares(edges: readonly FlowEdge[], cards: Iterable<Box>): Map<Id, Standing> {
  const taken = [...cards];
  return new Map(
    edges.map(({ id, data }) => {
      const places = (brief: boolean) => SHARES.map((share) => ({ share, brief, box: labelBox({ ...data!, share, brief }) }));
      const all = [...places(false), ...(wordsOf(data!.entry) === "" ? [] : places(true))];
      const { share, brief, box } = all.find((place) => !taken.some((other) => overlaps(place.box, other))) ?? leastCovered(all.slice(-SHARES.length), taken);
      taken.push(box);
      return [id, { share, brief }] as const;
    }),
  );
}

/** The place where others cover the least, or are covered. */
function leastCovered<Place extends { box: Box }>(places: readonly Place[], taken: readonly Box[]): Place {
  const along = (from: number, size: number, other: number, length: number) => Math.max(Math.min(from + size, other + length) - Math.max(from, other), 0);
  const area = (one: Box, other: Box) => along(one.x, one.width, other.x, other.width) * along(one.y, one.height, other.y, other.height);
  const covered = places.map(({ box }) => taken.reduce((sum, other) => sum + area(box, other), 0));
  return places[covered.indexOf(Math.min(...covered))]!;
}

/** The box of a label where it stands. */
export function labelBox(wire: WireData): Box {
  const { entry, problem, brief } = wire;
  const width = CHIP + (problem === undefined ? 0 : MARK) + (brief ? 0 : LETTER * wordsOf(entry).length);
  const { label } = pathOf(wire);
  return { x: label.x - width / 2, y: label.y - HEIGHT / 2, width, height: HEIGHT };
}
