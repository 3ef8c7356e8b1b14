// What losses and measures compare: a link between the answer and what it is compared with.
import { keyOf, type Cell } from "./rollout-cone.ts";
import { svg } from "./rollout-elements.ts";
import { CELL, middle, type Frames, type Sheet } from "./rollout-geometry.ts";
import type { Pair } from "./rollout-protocol.ts";

/** Pixels from the middle of a cell to the ring around it. */
const REACH = CELL / 2 + 3;

export interface Compared {
  node: Cell;
  answer: Cell;
  target: Cell;
  matched: boolean;
}

/** The pairs that are drawn: those of a chosen cell, else of the newest frame of which both can be seen. */
export function pairsAt(pairs: readonly Pair[], frames: Frames, at: Cell | null, now: number): Compared[] {
  const seen = (cell: Cell) => cell.frame >= frames.first && cell.frame < frames.first + frames.count;
  const found = pairs.map((pair) => {
    const longest = Math.max(pair.target[1], pair.answer[1], pair.age ?? 0);
    const frame = at?.row === pair.node ? at.frame : Math.max(now, frames.first + longest);
    return {
      node: { row: pair.node, frame },
      answer: { row: pair.answer[0], frame: frame - pair.answer[1] },
      target: { row: pair.target[0], frame: frame - pair.target[1] },
      matched: pair.off === "",
    };
  });
  return found.filter(({ node, answer, target }) => seen(node) && seen(answer) && seen(target));
}

/** Draws what `pairsAt` found; what a chosen cell has nothing to do with is put aside. */
export function drawPairs(sheet: Sheet, frames: Frames, compared: readonly Compared[], at: Cell | null): SVGElement[] {
  const drawn = new Map<string, SVGElement>();
  for (const { node, answer, target, matched } of compared) {
    const mine = at === null || [node, answer, target].some((cell) => keyOf(cell) === keyOf(at));
    const how: Record<string, string> = { ...(matched ? {} : { "data-off": "" }), ...(mine ? {} : { "data-aside": "" }) };
    const parts = [
      svg("path", { d: line(sheet, frames, answer, target), ...how }),
      ring(sheet, frames, answer, how),
      ring(sheet, frames, target, how),
      ring(sheet, frames, node, { ...how, "data-to": "" }),
    ];
    const names = [[answer, target], [answer], [target], [node]].map((cells) => cells.map(keyOf).join());
    // A loss and a measure often compare the same.
    parts.forEach((part, number) => drawn.has(names[number]!) || drawn.set(names[number]!, part));
  }
  return [...drawn.values()];
}

function ring(sheet: Sheet, frames: Frames, cell: Cell, how: Record<string, string>): SVGElement {
  const { x, y } = middle(sheet, frames, cell);
  const side = `${2 * REACH}`;
  return svg("rect", { x: `${x - REACH}`, y: `${y - REACH}`, width: side, height: side, rx: "7", ...how });
}

/** A line from ring to ring. */
function line(sheet: Sheet, frames: Frames, from: Cell, to: Cell): string {
  const [a, b] = [middle(sheet, frames, from), middle(sheet, frames, to)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const edge = REACH / Math.max(Math.abs(dx), Math.abs(dy), 1);
  return `M${a.x + dx * edge} ${a.y + dy * edge}L${b.x - dx * edge} ${b.y - dy * edge}`;
}
