// What is in sight.
import type { Editor } from "../editor.ts";
import { boxesOf, type FlowEdge, type FlowNode, whole } from "../flow.ts";
import { type Box, bounds } from "../geometry/points.ts";
import { fromUnderMap, MAPPED, viewOf } from "../geometry/sight.ts";
import type { Id } from "../protocol.ts";
import { labelBox } from "../shares.ts";
import { pathOf } from "../wires.ts";

/** Pixels that are left between what is brought into sight and the border of the canvas. */
const MARGIN = 24;

/** Moves the view as little as it takes to have a node in sight. */
export function reveal(editor: Editor, id: Id): void {
  const { scene } = editor.session;
  const { canvas, frame } = editor;
  const box = scene && boxesOf(scene, editor.session).get(id);
  if (canvas === null || frame === null || !box) return;
  const { x, y, zoom } = canvas.getViewport();
  const room = { width: frame.clientWidth, height: frame.clientHeight };
  const along = (offset: number, start: number, size: number, length: number) => {
    const [first, last] = [offset + start * zoom, offset + (start + size) * zoom];
    if (first < MARGIN) return offset + MARGIN - first;
    return last > length - MARGIN ? offset + length - MARGIN - last : offset;
  };
  const there = { x: along(x, box.x, box.width, room.width), y: along(y, box.y, box.height, room.height) };
  const seen = { x: there.x + box.x * zoom, y: there.y + box.y * zoom, width: box.width * zoom, height: box.height * zoom };
  const aside = hasMap(editor) ? fromUnderMap(seen, room) : { x: 0, y: 0 };
  const to = { x: there.x + aside.x, y: there.y + aside.y, zoom };
  if (to.x !== x || to.y !== y) void canvas.setViewport(to);
}

/** Shows everything, or what is selected. The map, which is there while not all is in sight, covers none of it. */
export function fit(editor: Editor, selection = false): void {
  const { scene } = editor.session;
  const { canvas, frame } = editor;
  if (scene === null || canvas === null || frame === null) return;
  const { nodes, edges } = editor.flow.draw(scene, editor.session);
  const ids = new Set(selection ? editor.selected("nodes") : []);
  const chosen = nodes.filter(({ id }) => ids.has(id));
  const around = chosen.length > 0 ? whole(chosen) : drawnBox(nodes, edges);
  if (around === null) return;
  const room = { width: frame.clientWidth, height: frame.clientHeight };
  void canvas.setViewport(viewOf(around, room, chosen.length > 0 && hasMap(editor)), { duration: glide() });
}

/** The box of all that is drawn: cards, and wires with what stands on them; null while there is nothing. */
export function drawnBox(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Box | null {
  const cards = whole(nodes);
  const wires = edges.flatMap(({ data }) => [...pathOf(data!).points.map((point) => ({ ...point, width: 0, height: 0 })), labelBox(data!)]);
  return cards && bounds([cards, ...wires]);
}

function hasMap({ session: { scene } }: Editor): boolean {
  return scene !== null && Object.keys(scene.nodes).length >= MAPPED;
}

/** Milliseconds that the view takes to move, none where a person asked for no motion. */
export function glide(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;
}

/** Milliseconds after which a page that paints nothing, as a hidden one does, is waited for no longer. */
const PATIENCE = 100;

/** Resolves once the browser has painted what is drawn now. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, PATIENCE);
  });
}
