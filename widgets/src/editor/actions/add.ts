// The palette: where it opens, what it offers, and what comes of a choice.
import { isGroup, WIDTH } from "../card.ts";
import type { Editor } from "../editor.ts";
import { kindsForWire, kindsThatFit } from "../fits.ts";
import { boxesOf } from "../flow.ts";
import { freeSpot } from "../geometry/arrange.ts";
import { type Box, inside as within } from "../geometry/points.ts";
import type { Id, Point } from "../protocol.ts";
import type { Palette } from "../session.ts";
import { reveal } from "./view.ts";

/** Half the height of a new card: it appears with its middle where the pointer is. */
const HALF = 25;

/** Opens the palette at a point of the window (in the middle of the canvas without one). */
export function openPalette(editor: Editor, frame: HTMLElement, at: Point | null, more: Pick<Palette, "end" | "edge"> = {}): void {
  const box = frame.getBoundingClientRect();
  const point = at ?? { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  const place = editor.canvas?.screenToFlowPosition(point) ?? { x: 0, y: 0 };
  editor.store.set({ palette: { at: { x: point.x - box.x, y: point.y - box.y }, place, ...more }, wiring: null });
}

/** The kinds that can be added here, in the order of the table. */
export function offered(editor: Editor, palette: Palette): string[] {
  const scene = editor.session.scene!;
  if (palette.end !== undefined) return kindsThatFit(scene, palette.end);
  const edge = palette.edge === undefined ? undefined : scene.edges[palette.edge];
  return edge === undefined ? Object.keys(scene.kinds.nodes) : kindsForWire(scene, edge);
}

/** Adds a node at a place of the drawing; in the group that is there. */
export async function add(editor: Editor, kind: string, { place, end, edge }: Pick<Palette, "place" | "end" | "edge">): Promise<void> {
  const group = groupAt(editor, place);
  const wanted = { x: place.x - (end?.side === "output" ? 0 : WIDTH / 2), y: place.y - HALF, width: WIDTH, height: 2 * HALF };
  const { x, y } = edge === undefined ? beside(editor, wanted) : wanted;
  const command = { do: "add" as const, kind, x: Math.round(x), y: Math.round(y), ...(group ? { group } : {}) };
  const done = await editor.run({ ...command, ...(end ? { end } : {}), ...(edge ? { edge } : {}) });
  if (done?.node === undefined) return;
  editor.select([done.node]);
  reveal(editor, done.node);
}

/** Where a new card covers none that is there; frames of open groups are no obstacle. */
function beside(editor: Editor, wanted: Box): Point {
  const { scene } = editor.session;
  if (scene === null) return wanted;
  const cards = [...boxesOf(scene, editor.session)].filter(([id]) => !isGroup(scene.nodes[id]!) || scene.nodes[id]!.collapsed);
  return freeSpot(cards.map(([, box]) => box), wanted); // prettier-ignore
}

/** The innermost open group at a place of the drawing. */
export function groupAt(editor: Editor, place: Point): Id | undefined {
  const { scene } = editor.session;
  if (scene === null) return undefined;
  const frames = [...boxesOf(scene, editor.session)].filter(([id]) => isGroup(scene.nodes[id]!) && !scene.nodes[id]!.collapsed);
  const around = frames.filter(([, box]) => within(box, place));
  return around.sort(([, a], [, b]) => a.width * a.height - b.width * b.height)[0]?.[0];
}
