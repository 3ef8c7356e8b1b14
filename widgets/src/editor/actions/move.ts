// Moving nodes: in the session while it lasts, in the kernel once it is done.
import type { Editor } from "../editor.ts";
import { bendsOf, boxesOf, positionOf } from "../flow.ts";
import { align, distribute, type Edge as Side } from "../geometry/arrange.ts";
import { distance, type Point, inside as within, snap } from "../geometry/points.ts";
import { around, inside, outermost, shownAs } from "../groups.ts";
import { isGroup } from "../card.ts";
import type { Drawn, Grouping, Id } from "../protocol.ts";
import { painted, reveal } from "./view.ts";
import { putOnto } from "./wire.ts";

export const GRID = 16;
const STEP = 8;
/** So many nodes are drawn in their new places at once: with a thousand the page would stand still. */
const PART = 250;

/** The positions and points of wires that the kernel was told: what else is dragged is in somebody's hand. */
const sent = new WeakSet<object>();

/** Takes new positions while they are dragged. */
export function drag(editor: Editor, positions: ReadonlyMap<Id, Point>): void {
  const dragged = new Map([...editor.session.dragged, ...moved(editor, positions)]);
  const led = taken(editor, without(dragged, isSent));
  editor.store.set({ dragged, draggedBends: new Map([...without(editor.session.draggedBends, inHand), ...led]) });
}

/** Ends a drag of which nothing comes, as what was dragged is gone: all is drawn where it was before. */
export function letGo(editor: Editor): void {
  const { dragged, draggedBends } = editor.session;
  editor.store.set({ onto: null, dragged: without(dragged, inHand), draggedBends: without(draggedBends, inHand) });
}

const isSent = (places: object): boolean => sent.has(places);
const inHand = (places: object): boolean => !sent.has(places);

function without<Places extends object>(map: ReadonlyMap<Id, Places>, which: (places: Places) => boolean): Map<Id, Places> {
  return new Map([...map].filter(([, places]) => !which(places)));
}

/** The points of those wires that are taken along, as both of their ends are moved by the same. */
function taken({ session }: Editor, positions: ReadonlyMap<Id, Point>): [Id, Point[]][] {
  const scene = session.scene!;
  const before = { ...session, dragged: new Map<Id, Point>(), draggedBends: new Map<Id, Point[]>() };
  const by = (id: Id): Point | null => {
    const [to, from] = [positions.get(id), positionOf(scene, before, id)];
    return to === undefined ? null : { x: to.x - from.x, y: to.y - from.y };
  };
  const apart = 1.5 * (session.snap ? GRID : 1); // each end is put onto a point of the grid, or a whole pixel, by itself
  return Object.entries(scene.edges).flatMap(([id, { source, target }]): [Id, Point[]][] => {
    const points = bendsOf(scene, before, id);
    const [one, other] = points.length > 0 ? [by(source), by(target)] : [];
    if (!one || !other || distance(one, other) > apart) return [];
    return [[id, points.map(({ x, y }) => ({ x: Math.round(x + one.x), y: Math.round(y + one.y) }))]];
  });
}

/** Where all goes that moves with what is moved: a group takes along what is inside, which does not move by itself. */
export function moved(editor: Editor, positions: ReadonlyMap<Id, Point>): Map<Id, Point> {
  const { scene, snap: snapping } = editor.session;
  const result = new Map<Id, Point>();
  if (scene === null) return result;
  const boxes = boxesOf(scene, editor.session);
  for (const [id, position] of positions) {
    const to = snapping ? snap(position, GRID) : position;
    const box = boxes.get(id);
    if (box === undefined || around(scene.nodes, id).some((group) => positions.has(group))) continue;
    const members = isGroup(scene.nodes[id]!) ? inside(scene.nodes, id) : [];
    if (members.length === 0) result.set(id, to);
    for (const member of members) {
      if (isGroup(scene.nodes[member]!) && inside(scene.nodes, member).length > 0) continue;
      const { x, y } = positionOf(scene, editor.session, member);
      result.set(member, { x: x + to.x - box.x, y: y + to.y - box.y });
    }
  }
  return result;
}

/** Ends a drag: what was moved is told to the kernel, with the group that it was dropped into, or the wire. */
export function drop(editor: Editor, gesture?: string, moved: readonly Id[] = []): void {
  const { scene, dragged, onto } = editor.session;
  if (onto !== null) editor.store.set({ onto: null });
  const held = without(dragged, isSent);
  if (scene === null || held.size === 0) return;
  const entered = gesture === undefined ? dropGroup(editor, moved) : undefined;
  const bends = Object.fromEntries(taken(editor, rounded(held)));
  const one = onto === null ? gesture : `onto ${Date.now()}`; // the move and what comes of it are undone as one
  const done = place(editor, held, { gesture: one, group: entered, bends });
  if (onto !== null) void done.then(() => putOnto(editor, moved[0]!, onto, one));
}

interface Placing {
  gesture?: string | undefined;
  group?: Grouping | undefined;
  /** The points that wires pass from now on. */
  bends?: Record<Id, Point[]>;
  /** Called once all is drawn in its new place; the kernel may not have answered by then. */
  drawn?: () => unknown;
}

/** Puts nodes somewhere, and with them all that nobody has placed yet: from now on the drawing is as it was seen. */
export async function place(editor: Editor, positions: ReadonlyMap<Id, Point>, more: Placing = {}): Promise<void> {
  const drawn = unplaced(editor, positions);
  const places = rounded(positions);
  // Drawn at once, and exactly as the kernel will have it: what it answers then changes nothing that is seen.
  const placed = new Map([...Object.entries(drawn.places), ...places]);
  const bends = { ...drawn.bends, ...more.bends };
  for (const told of [...placed.values(), ...Object.values(bends)]) sent.add(told);
  const { gesture, group } = more;
  const also = { ...(gesture === undefined ? {} : { gesture }), ...(group === undefined ? {} : { group }) };
  const led = more.bends && Object.keys(more.bends).length > 0 ? { bends: more.bends } : {};
  const answered = editor.run({ do: "arrange", places: Object.fromEntries(places), ...led, ...told(drawn), ...also });
  await show(editor, placed, bends);
  more.drawn?.();
  await answered;
  // Acknowledged or refused: the kernel's positions count again, except where a new drag has begun meanwhile.
  const { dragged, draggedBends } = editor.session;
  editor.store.set({
    dragged: new Map([...dragged].filter(([id, position]) => placed.get(id) !== position)),
    draggedBends: new Map([...draggedBends].filter(([id, points]) => bends[id] !== points)),
  });
}

/** Draws nodes in new places, from the left to the right, and each wire anew together with the last of its ends. */
async function show(editor: Editor, placed: ReadonlyMap<Id, Point>, bends: Record<Id, Point[]>): Promise<void> {
  const edges = editor.session.scene!.edges;
  const parts = [...placed].sort(([, one], [, other]) => one.x - other.x);
  const waiting = new Set(placed.keys());
  for (let at = 0; at < parts.length; at += PART) {
    if (at > 0) await painted();
    const part = parts.slice(at, at + PART);
    for (const [id] of part) waiting.delete(id);
    const led = Object.entries(bends).filter(([id]) => !waiting.has(edges[id]!.source) && !waiting.has(edges[id]!.target));
    const { dragged, draggedBends } = editor.session;
    editor.store.set({ dragged: new Map([...dragged, ...part]), draggedBends: new Map([...draggedBends, ...led]) });
  }
}

function rounded(positions: ReadonlyMap<Id, Point>): Map<Id, Point> {
  return new Map([...positions].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]));
}

/** Where that is drawn which nobody has placed, once what is moved has left it. */
export function unplaced({ session }: Editor, positions: ReadonlyMap<Id, Point> = new Map()): Drawn {
  const scene = session.scene!;
  const still = [...session.automatic].filter(([id]) => scene.nodes[id]?.x === null && !positions.has(id));
  const after = { ...session, dragged: new Map([...session.dragged, ...positions]), draggedBends: new Map<Id, Point[]>() };
  const loose = [...session.automaticBends.keys()].filter((id) => scene.edges[id]?.bends.length === 0);
  const bends = loose.map((id): [Id, Point[]] => [id, [...bendsOf(scene, after, id)]]).filter(([, points]) => points.length > 0);
  return { places: Object.fromEntries(rounded(new Map(still))), bends: Object.fromEntries(bends) };
}

/** The same for the kernel, if there is anything to tell. */
export function told(drawn: Drawn): { drawn?: Drawn } {
  return Object.keys(drawn.places).length > 0 ? { drawn } : {};
}

/** The change of groups that a drop means: into the innermost open group under it, or out of the one around it. */
function dropGroup(editor: Editor, moved: readonly Id[]): { items: Id[]; id: Id | null } | undefined {
  const scene = editor.session.scene!;
  const boxes = boxesOf(scene, { ...editor.session, dragged: new Map() }); // frames as they were before
  const now = boxesOf(scene, editor.session);
  const frames = [...boxes].filter(([id]) => isGroup(scene.nodes[id]!) && !scene.nodes[id]!.collapsed);
  const under = (id: Id): Id | null => {
    const box = now.get(id)!;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const around = frames.filter(([frame, at]) => frame !== id && !inside(scene.nodes, id).includes(frame) && within(at, middle));
    return around.sort(([, a], [, b]) => a.width * a.height - b.width * b.height)[0]?.[0] ?? null;
  };
  const items = moved.filter((id) => now.has(id) && shownAs(scene.nodes, id) === id && !moved.includes(scene.nodes[id]!.group ?? ""));
  const first = items[0];
  if (first === undefined) return undefined;
  const id = under(first);
  const leaving = items.filter((item) => scene.nodes[item]!.group !== id && under(item) === id);
  return leaving.length > 0 ? { items: leaving, id } : undefined;
}

/** Moves what is selected by keys. */
export function nudge(editor: Editor, direction: Point, far: boolean): void {
  const { scene, snap: snapping } = editor.session;
  const ids = editor.selected("nodes");
  if (scene === null || ids.length === 0) return;
  const step = far ? 5 * GRID : snapping ? GRID : STEP;
  const boxes = boxesOf(scene, editor.session);
  const to = new Map(ids.flatMap((id) => {
    const box = boxes.get(id);
    return box === undefined ? [] : [[id, { x: box.x + step * direction.x, y: box.y + step * direction.y }] as const];
  })); // prettier-ignore
  drag(editor, to);
  drop(editor, `keys ${ids.join()}`);
  reveal(editor, ids[0]!);
}

export function alignSelected(editor: Editor, side: Side): void {
  arranged(editor, (boxes) => align(boxes, side));
}

export function distributeSelected(editor: Editor, axis: "x" | "y"): void {
  arranged(editor, (boxes) => distribute(boxes, axis));
}

function arranged(editor: Editor, how: (boxes: ReturnType<typeof boxesOf>) => Map<Id, Point>): void {
  const { scene } = editor.session;
  const ids = scene === null ? [] : outermost(scene.nodes, editor.selected("nodes"));
  if (scene === null || ids.length < 2) return editor.say("Select two nodes or more first.");
  const boxes = boxesOf(scene, editor.session);
  drag(editor, how(new Map(ids.flatMap((id) => (boxes.has(id) ? [[id, boxes.get(id)!] as const] : [])))));
  drop(editor, `arrange ${Date.now()}`);
}
