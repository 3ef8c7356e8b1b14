// Which cells a cell depends on and influences: the rule of lpnb/graph/light_cone.py, so that hovering asks nobody.
import type { Pattern, Row } from "./rollout-protocol.ts";

/** A state: a row and a frame. */
export interface Cell {
  row: number;
  frame: number;
}

export interface Cone {
  past: Set<string>;
  future: Set<string>;
}

export type Validity = "start" | "never" | "waiting" | "partial" | "valid";

export const keyOf = (cell: Cell): string => `${cell.row}:${cell.frame}`;

/** One graph under one pattern of delays, unrolled in time. */
export class Unrolled {
  private readonly into = new Map<number, [number, number][]>();
  private readonly outOf = new Map<number, [number, number][]>();

  constructor(
    readonly rows: readonly Row[],
    readonly pattern: Pattern,
  ) {
    for (const [source, target, delay] of pattern.links) {
      this.into.set(target, [...(this.into.get(target) ?? []), [source, delay]]);
      this.outOf.set(source, [...(this.outOf.get(source) ?? []), [target, delay]]);
    }
  }

  due(row: number, frame: number): boolean {
    const { period, offset } = this.rows[row]!;
    return frame % period === offset;
  }

  /** The cells that the law of one frame reads for a cell. */
  reads({ row, frame }: Cell): Cell[] {
    if (frame <= 0) return [];
    const due = this.due(row, frame);
    const cells = due ? (this.into.get(row) ?? []).map(([source, delay]) => ({ row: source, frame: frame - delay })) : [];
    if (!due || this.rows[row]!.remembers) cells.push({ row, frame: frame - 1 });
    return distinct(cells.filter((cell) => cell.frame >= 0));
  }

  /** The cells for which a cell is read. */
  feeds({ row, frame }: Cell): Cell[] {
    if (frame < 0) return [];
    const cells = (this.outOf.get(row) ?? []).map(([target, delay]) => ({ row: target, frame: frame + delay }));
    const read = cells.filter((cell) => cell.frame > 0 && this.due(cell.row, cell.frame));
    if (!this.due(row, frame + 1) || this.rows[row]!.remembers) read.push({ row, frame: frame + 1 });
    return distinct(read);
  }

  /** All that a cell depends on and all that it influences, in the frames from `first` to `last`. */
  cone(cell: Cell, first: number, last: number): Cone {
    return {
      past: reach(cell, (at) => this.reads(at), (frame) => frame >= first),
      future: reach(cell, (at) => this.feeds(at), (frame) => frame <= last),
    };
  }

  /** Whether what a cell holds says something about what came in. */
  validity({ row, frame }: Cell): Validity {
    const since = this.pattern.since[row];
    if (!since) return "never";
    if (frame === 0 && !this.rows[row]!.source) return "start";
    return frame < since[0] ? "waiting" : frame < since[1] ? "partial" : "valid";
  }

  /** Frames after which due and not due repeat. */
  get cycle(): number {
    return this.rows.reduce((all, row) => (all * row.period) / divisor(all, row.period), 1);
  }
}

function reach(start: Cell, step: (cell: Cell) => Cell[], inside: (frame: number) => boolean): Set<string> {
  const found = new Set([keyOf(start)]);
  const waiting = [start];
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    for (const next of step(cell)) {
      if (!inside(next.frame) || found.has(keyOf(next))) continue;
      found.add(keyOf(next));
      waiting.push(next);
    }
  }
  found.delete(keyOf(start));
  return found;
}

function distinct(cells: Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [keyOf(cell), cell])).values()];
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
