// What is in sight.
import type { Editor } from "../editor.ts";
import { boxesOf } from "../flow.ts";
import type { Id } from "../protocol.ts";

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
  const to = { x: along(x, box.x, box.width, room.width), y: along(y, box.y, box.height, room.height), zoom };
  if (to.x !== x || to.y !== y) void canvas.setViewport(to);
}

/** Shows everything, or what is selected. */
export function fit(editor: Editor, selection = false): void {
  const nodes = selection ? editor.selected("nodes").map((id) => ({ id })) : [];
  void editor.canvas?.fitView({ padding: 0.1, duration: glide(), maxZoom: 1.2, ...(nodes.length > 0 ? { nodes } : {}) });
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
