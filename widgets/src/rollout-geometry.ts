// Where cells, links and the frames themselves stand. Pure: no browser needed.
import type { Cell, Unrolled } from "./rollout-cone.ts";
import type { Scene } from "./rollout-protocol.ts";

/** Pixels: the side of a cell, and the distance of rows. */
export const CELL = 26;
export const ROW = 36;
/** Pixels between the middles of two columns, at least and at most. */
const NARROW = 36;
const WIDE = 60;
/** Pixels that the ages have beside the names, and how wide a panel has to be for that. */
const AGES = 112;
const ROOMY = 620;

/** The frames that are shown. */
export interface Frames {
  first: number;
  count: number;
}

/** The place of one panel's parts, in pixels. */
export interface Sheet {
  /** Whether the ages have a column of their own. */
  roomy: boolean;
  /** The width of all that is left of the cells. */
  left: number;
  /** Columns, and the distance of their middles. */
  count: number;
  pitch: number;
}

/** Lays out a panel of a given width. */
export function layOut(scene: Scene, width: number): Sheet {
  const longest = Math.max(4, ...scene.rows.map((row) => row.name.length));
  const roomy = width >= ROOMY;
  const left = Math.min(150, Math.max(100, 7.4 * longest + 30)) + (roomy ? AGES : 0);
  const all = scene.past + 1 + scene.future;
  const count = Math.max(2, Math.min(all, Math.floor((width - left) / NARROW)));
  return { roomy, left, count, pitch: Math.max(NARROW, Math.min(WIDE, Math.floor((width - left) / count))) };
}

/** The frames around the newest one that fit, in the proportion of past and future; never before frame 0. */
export function framesAround(scene: Scene, now: number, count: number, fromStart: boolean): Frames {
  const share = scene.past / Math.max(1, scene.past + scene.future);
  const past = Math.min(scene.past, Math.round((count - 1) * share));
  return { first: fromStart ? 0 : Math.max(0, now - past), count };
}

/** How many panels of so many stand side by side. */
export function panelsInLine(scene: Scene, width: number, panels: number, gap: number): number {
  const least = layOut(scene, 0).left + 7 * NARROW;
  let line = panels;
  while (line > 1 && (width - (line - 1) * gap) / line < least) line--;
  return line;
}

/** The middle of a cell, from the upper left of the cells. */
export function middle(sheet: Sheet, frames: Frames, cell: Cell): { x: number; y: number } {
  return { x: (cell.frame - frames.first + 0.5) * sheet.pitch, y: (cell.row + 0.5) * ROW };
}

/** What is read for what: each link between two cells that are shown. */
export interface Way {
  from: Cell;
  to: Cell;
  path: string;
  /** Nothing is computed: the node holds or remembers what it has. */
  held: boolean;
}

export function ways(unrolled: Unrolled, sheet: Sheet, frames: Frames): Way[] {
  const found: Way[] = [];
  for (let frame = frames.first; frame < frames.first + frames.count; frame++) {
    for (let row = 0; row < unrolled.rows.length; row++) {
      const to = { row, frame };
      for (const from of unrolled.reads(to)) {
        if (from.frame < frames.first) continue;
        const held = from.row === row && !unrolled.due(row, frame);
        found.push({ from, to, held, path: pathOf(sheet, frames, from, to) });
      }
    }
  }
  return found;
}

/** From the right of one cell to the left of a later one; inside a frame down, or around what is between. */
export function pathOf(sheet: Sheet, frames: Frames, from: Cell, to: Cell): string {
  const [a, b] = [middle(sheet, frames, from), middle(sheet, frames, to)];
  const half = CELL / 2;
  if (from.frame < to.frame) {
    const [x, end] = [a.x + half, b.x - half - 1];
    if (from.row === to.row && to.frame - from.frame > 1) {
      return `M${x} ${a.y}C${x + 10} ${a.y - 24} ${end - 10} ${b.y - 24} ${end} ${b.y}${head(end, b.y, 0.6, 0.8)}`;
    }
    const length = Math.hypot(end - x, b.y - a.y) || 1;
    return `M${x} ${a.y}L${end} ${b.y}${head(end, b.y, (end - x) / length, (b.y - a.y) / length)}`;
  }
  if (to.row === from.row + 1) {
    const end = b.y - half - 1;
    return `M${a.x} ${a.y + half}L${b.x} ${end}${head(b.x, end, 0, 1)}`;
  }
  const [x, end] = [a.x + half, b.x + half + 1];
  const out = x + Math.min((sheet.pitch - CELL) * 0.8, 5 + 2 * Math.abs(to.row - from.row));
  return `M${x} ${a.y}C${out} ${a.y} ${out} ${b.y} ${end} ${b.y}${head(end, b.y, -1, 0)}`;
}

function head(x: number, y: number, dx: number, dy: number): string {
  const at = (side: number) => `${round(x - 4 * dx - side * dy)} ${round(y - 4 * dy + side * dx)}`;
  return `M${at(-2.5)}L${round(x)} ${round(y)}L${at(2.5)}`;
}

const round = (value: number) => Math.round(10 * value) / 10;
