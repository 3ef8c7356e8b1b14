// The palette: where it opens, what it offers, and what comes of a choice.
import { cardSize, isGroup, isNote, noteSize, reach, type Size, WIDTH } from "../card.ts";
import type { Editor } from "../editor.ts";
import { kindsForWire, kindsThatFit } from "../fits.ts";
import { boxesOf, EMPTY_GROUP, reaching } from "../flow.ts";
import { freeSpot } from "../geometry/arrange.ts";
import { type Box, inside as within } from "../geometry/points.ts";
import type { Id, NodeKind, Point } from "../protocol.ts";
import type { Palette } from "../session.ts";
import { reveal } from "./view.ts";

/** How far down on a new card its name is: it appears with that where the pointer is. */
const NAME = 25;

/** The room that a new node takes, with all of its ports and with what hangs below it once its shape is known. */
export function newSize({ category, fields, ports, outputs }: NodeKind): Size {
  const made = { category, fields: Object.fromEntries(fields.map((field) => [field.name, field.default])) };
  if (isNote(made)) return noteSize(String(made.fields.text ?? ""));
  if (isGroup(made)) return EMPTY_GROUP;
  const { width, height } = cardSize({ ports, outputs });
  return { width, height: reach({ outputs, shape: "some" }, height) };
}

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
  const size = newSize(editor.session.scene!.kinds.nodes[kind]!);
  const wanted = { x: place.x - (end?.side === "output" ? 0 : WIDTH / 2), y: place.y - NAME, ...size };
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
  const cards = [...reaching(scene, boxesOf(scene, editor.session))].filter(([id]) => !isGroup(scene.nodes[id]!) || scene.nodes[id]!.collapsed);
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
