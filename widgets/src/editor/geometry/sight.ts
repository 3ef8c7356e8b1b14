// What of the drawing is in sight, and the corner of the canvas where the map of the whole lies.
import type { Box, Point } from "./points.ts";

export interface Room {
  width: number;
  height: number;
}

/** From so many nodes on there is a map of the whole, whenever not all of it is in sight. */
export const MAPPED = 12;
/** What the map takes of the lower right corner, in pixels, with a little room around it. */
export const MAP: Room = { width: 158, height: 116 };

export interface View extends Point {
  zoom: number;
}

/** Shares of the canvas that are left free on each side: of what is shown at first, and of what a person asks for. */
const AT_FIRST = 0.04;
const ASKED = 0.05;
/** Zoomed in no further than this, to show something. */
const NEAREST = 1.2;
const FURTHEST = 0.02;
/** Zoomed out further, no name can be read. */
const NAMED = 0.22;
/** So far it is zoomed out at most where the beginning is shown instead. */
const READ = 0.4;
/** With more nodes than this the whole is an overview, and worth more than names. */
const OVERVIEW = 60;

/** The view that shows a box in the middle of the canvas, with the corner of the map left free if there is one. */
export function viewOf(box: Box, room: Room, map: boolean): View {
  const side = map ? freeSide(box, room) : null;
  const free = { width: room.width - (side === "right" ? MAP.width : 0), height: room.height - (side === "bottom" ? MAP.height : 0) };
  return centred(box, free, Math.max(Math.min(fitting(box, free, ASKED), NEAREST), FURTHEST));
}

/** The view of a drawing that is shown at first: of all of it, or of its beginning where no name could be read else. */
export function firstView(box: Box, count: number, room: Room): View {
  const zoom = Math.min(fitting(box, room, AT_FIRST), 1);
  const whole = centred(box, room, Math.max(zoom, FURTHEST));
  if (zoom >= NAMED || count > OVERVIEW) return whole;
  // Above the map, and from the upper left corner on where it does not fit.
  const { x, y } = centred(box, { ...room, height: room.height - (count >= MAPPED ? MAP.height : 0) }, READ);
  return { x: Math.max(x, room.width * AT_FIRST - box.x * READ), y: Math.max(y, room.height * AT_FIRST - box.y * READ), zoom: READ };
}

function fitting(box: Box, { width, height }: Room, edge: number): number {
  return Math.min((width * (1 - 2 * edge)) / box.width, (height * (1 - 2 * edge)) / box.height);
}

function centred(box: Box, { width, height }: Room, zoom: number): View {
  return { x: width / 2 - (box.x + box.width / 2) * zoom, y: height / 2 - (box.y + box.height / 2) * zoom, zoom };
}

/** Whether all of a box is in sight of a canvas that is moved and zoomed. */
export function inSight(box: Box, [x, y, zoom]: readonly [number, number, number], { width, height }: Room): boolean {
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  return left >= 0 && top >= 0 && left + box.width * zoom <= width && top + box.height * zoom <= height;
}

/** The side of a canvas that is left free for the map, such that a box beside it comes out larger. */
export function freeSide(box: Room, room: Room): "right" | "bottom" {
  const zoom = (width: number, height: number) => Math.min(width / box.width, height / box.height);
  return zoom(room.width - MAP.width, room.height) >= zoom(room.width, room.height - MAP.height) ? "right" : "bottom";
}

/** How far to move what would lie under the map, in pixels: to the left or up, whichever is less. */
export function fromUnderMap({ x, y, width, height }: Box, room: Room): Point {
  const [right, low] = [x + width - (room.width - MAP.width), y + height - (room.height - MAP.height)];
  if (right <= 0 || low <= 0) return { x: 0, y: 0 };
  return right < low ? { x: -right, y: 0 } : { x: 0, y: -low };
}
