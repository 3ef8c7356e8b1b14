// Where the tiles of a sheet stand, and which value lies under a point. Numbers only: no browser needed.

export interface Sheet {
  count: number;
  /** Rows and columns of values of one tile. */
  size: [number, number];
  /** How many tiles side by side; 0 for as many as look best. */
  across: number;
  /** Whether values need not be squares. */
  stretch: boolean;
}

export interface Room {
  width: number;
  height: number;
}

export interface Layout {
  across: number;
  down: number;
  /** Size of a tile, and how far apart two begin, in pixels of the screen. */
  tile: Room;
  pitch: Room;
  /** Where the first one begins. */
  left: number;
  top: number;
}

/** A value: which tile, and where in it. */
export type Spot = [tile: number, row: number, column: number];

export const GAP = 2;
const LONGEST = 24;

/** The largest tiles of the right proportions that fit into the room, in the number of columns that allows it. */
export function arrange(sheet: Sheet, room: Room): Layout {
  let best: Layout | undefined;
  const from = sheet.across > 0 ? Math.min(sheet.across, sheet.count) : 1;
  const to = sheet.across > 0 ? from : sheet.count;
  for (let across = from; across <= to; across++) {
    const down = Math.ceil(sheet.count / across);
    // The same number of rows with fewer columns is the same, less empty.
    if (across > from && Math.ceil(sheet.count / (across - 1)) === down) continue;
    const layout = fit(sheet, room, across, down);
    if (best === undefined || layout.tile.width > best.tile.width + 0.01) best = layout;
  }
  return best ?? fit(sheet, room, 1, 1);
}

function fit(sheet: Sheet, room: Room, across: number, down: number): Layout {
  const [rows, columns] = sheet.size;
  const gap = sheet.count > 1 ? GAP : 0;
  const scale = Math.min(
    (room.width - gap * (across - 1)) / (across * columns),
    (room.height - gap * (down - 1)) / (down * rows),
  );
  // Whole pixels a value look even; where values are small, filling the room counts for more.
  const each = scale >= 5 ? Math.floor(scale) : Math.max(scale, 0.02);
  const tile = sheet.stretch ? stretched(sheet, room, each) : { width: columns * each, height: rows * each };
  const pitch = { width: tile.width + gap, height: tile.height + gap };
  return {
    across,
    down,
    tile,
    pitch,
    left: Math.max(0, (room.width - across * pitch.width + gap) / 2),
    top: Math.max(0, (room.height - down * pitch.height + gap) / 2),
  };
}

/** The one tile of a sheet, as large as the room, with values at most so many times as long as they are wide. */
function stretched(sheet: Sheet, room: Room, each: number): Room {
  const [rows, columns] = sheet.size;
  const side = (count: number, most: number) => Math.min(most, count * each * LONGEST);
  return { width: side(columns, room.width), height: side(rows, room.height) };
}

/** The upper left corner of a tile. */
export function corner(layout: Layout, tile: number): { x: number; y: number } {
  const column = tile % layout.across;
  const row = Math.floor(tile / layout.across);
  return { x: layout.left + column * layout.pitch.width, y: layout.top + row * layout.pitch.height };
}

/** What lies under a point; null between the tiles and beyond them. */
export function spotAt(sheet: Sheet, layout: Layout, x: number, y: number): Spot | null {
  const column = Math.floor((x - layout.left) / layout.pitch.width);
  const row = Math.floor((y - layout.top) / layout.pitch.height);
  const tile = row * layout.across + column;
  if (column < 0 || row < 0 || column >= layout.across || tile >= sheet.count) return null;
  const { x: left, y: top } = corner(layout, tile);
  const within = [(y - top) / layout.tile.height, (x - left) / layout.tile.width] as const;
  if (within.some((share) => share < 0 || share >= 1)) return null;
  return [tile, Math.floor(within[0] * sheet.size[0]), Math.floor(within[1] * sheet.size[1])];
}

/** The value that an arrow key leads to from another: within the tile, and over its edge into the next one. */
export function step(sheet: Sheet, layout: Layout, from: Spot, key: string): Spot {
  const [rows, columns] = sheet.size;
  let across = (from[0] % layout.across) * columns + from[2];
  let down = Math.floor(from[0] / layout.across) * rows + from[1];
  across = clamp(across + (key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0), 0, layout.across * columns - 1);
  down = clamp(down + (key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0), 0, layout.down * rows - 1);
  const tile = Math.floor(down / rows) * layout.across + Math.floor(across / columns);
  return tile < sheet.count ? [tile, down % rows, across % columns] : from;
}

/** Round numbers from 0 to below `count`, at most about so many. */
export function ticks(count: number, most: number): number[] {
  const rough = count / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const each = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough) ?? 10 * power;
  return Array.from({ length: Math.ceil(count / each) }, (_, number) => number * each);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
