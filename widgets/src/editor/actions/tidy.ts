// Layout by layers: on request, and for what nobody has placed. It is worked out in a web worker.
import { isGroup, portPoint, shownPorts } from "../card.ts";
import type { Editor } from "../editor.ts";
import { boxesOf, reaching } from "../flow.ts";
import { freeSpot } from "../geometry/arrange.ts";
import type { Box, Point } from "../geometry/points.ts";
import type { TidyEdge, TidyJob, TidyResult } from "../geometry/tidy.ts";
import type { Tidier } from "../geometry/tidier.ts";
import { inside, shownAs } from "../groups.ts";
import type { Id, Scene } from "../protocol.ts";
import { moved, place } from "./move.ts";
import { fit } from "./view.ts";

const NEXT_TO = 70;

/** Everything that is drawn, as the layout needs it. */
function job(scene: Scene, selection: ReadonlySet<Id>, boxes: ReadonlyMap<Id, Box>, only: Id[] | null): TidyJob {
  const group = (id: Id) => {
    const around = scene.nodes[id]!.group;
    return around !== null && boxes.has(around) ? around : null;
  };
  const open = (id: Id) => isFrame(scene, id) && !scene.nodes[id]!.collapsed;
  const nodes = [...reaching(scene, boxes)].map(([id, { x, y, width, height }]) =>
    open(id) ? { id, x, y, width: 0, height: 0, group: group(id) } : { id, x, y, width, height, group: group(id) },
  );
  return { nodes, edges: Object.keys(scene.edges).map((id) => wire(scene, selection, id)), only };
}

function wire(scene: Scene, selection: ReadonlySet<Id>, id: Id): TidyEdge {
  const { source, out, target, port } = scene.edges[id]!;
  const [from, to] = [shownAs(scene.nodes, source), shownAs(scene.nodes, target)];
  if (from !== source || to !== target) return { id, source: from, target: to };
  // With the inputs that its card shows, as it is drawn.
  const card = (node: Id) => ({ ports: shownPorts(scene.nodes[node]!, selection.has(node)), outputs: scene.nodes[node]!.outputs });
  return { id, source, target, out: portPoint(card(source), "output", out).y, in: portPoint(card(target), "input", port).y };
}

/** The points of wires that change: of those among `only` and what is inside of it, or of all. Some lose theirs. */
function bendsAfter(scene: Scene, bends: TidyResult["bends"], only: readonly Id[] | null): Record<Id, Point[]> {
  const among = only && new Set([...only, ...only.flatMap((id) => inside(scene.nodes, id))]);
  const changed = Object.entries(scene.edges).flatMap(([id, edge]): [Id, Point[]][] => {
    if (among !== null && !(among.has(edge.source) && among.has(edge.target))) return [];
    // What a collapsed group stands for has its ends elsewhere once it is open.
    const direct = [edge.source, edge.target].every((end) => shownAs(scene.nodes, end) === end);
    const now = (direct && bends[id]) || [];
    return now.length > 0 || edge.bends.length > 0 ? [[id, now]] : [];
  });
  return Object.fromEntries(changed);
}

/** Tidies what is selected, or everything; one edit, which can be undone. */
export async function tidy(editor: Editor, tidier: Tidier): Promise<void> {
  const { scene } = editor.session;
  if (scene === null || Object.keys(scene.nodes).length === 0) return;
  const selected = editor.selected("nodes");
  const boxes = boxesOf(scene, editor.session);
  const only = selected.length > 1 ? selected : null;
  const count = only?.length ?? boxes.size;
  editor.store.set({ busy: `Tidying ${count} nodes …` });
  try {
    const found = await tidier.run(job(scene, editor.session.selection, boxes, only));
    const cards = Object.entries(found.boxes).filter(([id]) => !isFrame(scene, id) || scene.nodes[id]!.collapsed);
    const bends = bendsAfter(scene, found.bends, only);
    await place(editor, moved(editor, new Map(cards)), { bends, drawn: () => only === null && fit(editor) });
  } catch (error) {
    editor.say(`The drawing could not be tidied: ${String(error)}`, true);
  } finally {
    editor.store.set({ busy: "" });
  }
}

/** Finds places for nodes that nobody has placed. Returns whether there was anything to do. */
export async function placeNew(editor: Editor, tidier: Tidier): Promise<boolean> {
  const { scene, automatic } = editor.session;
  if (scene === null) return false;
  const unplaced = Object.keys(scene.nodes).filter((id) => scene.nodes[id]!.x === null && !isFrame(scene, id));
  const untouched = Object.values(scene.nodes).every((node) => node.x === null);
  if (unplaced.length === 0 || (!untouched && unplaced.every((id) => automatic.has(id)))) return false;
  // As if all groups were open: what is inside of a collapsed one needs a place as well.
  const nodes = Object.entries(scene.nodes).map(([id, node]) => [id, { ...node, collapsed: false }] as const);
  const open = { ...scene, nodes: Object.fromEntries(nodes) };
  const loose = { ...editor.session, automatic: untouched ? new Map<Id, Point>() : automatic };
  const found = await tidier.run(job(open, loose.selection, boxesOf(open, loose), null));
  const all = new Map(Object.entries(found.boxes).filter(([id]) => id in scene.nodes));
  if (untouched) editor.store.set({ automatic: all, automaticBends: new Map(Object.entries(found.bends)) });
  else editor.store.set({ automatic: amongOthers(editor, unplaced, all) });
  return true;
}

/** A group that has something in it is where that is. */
function isFrame(scene: Scene, id: Id): boolean {
  return isGroup(scene.nodes[id]!) && inside(scene.nodes, id).length > 0;
}

/** Puts new nodes beside what leads to them, where there is room: a drawing made by hand is left as it is. */
function amongOthers(editor: Editor, unplaced: readonly Id[], wanted: ReadonlyMap<Id, Point>): Map<Id, Point> {
  const { scene, automatic } = editor.session;
  const result = new Map(automatic);
  const sizes = reaching(scene!, boxesOf(scene!, editor.session));
  const taken = new Map(sizes);
  const missing = unplaced.filter((id) => !automatic.has(id));
  for (const id of missing) taken.delete(id);
  for (const id of missing) {
    const size = sizes.get(id);
    if (size === undefined) continue; // inside a collapsed group
    const before = Object.values(scene!.edges).find((edge) => edge.target === id && taken.has(edge.source));
    const left = before && taken.get(before.source)!;
    const at = left ? { x: left.x + left.width + NEXT_TO, y: left.y } : (wanted.get(id) ?? { x: 0, y: 0 });
    const spot = freeSpot([...taken.values()], { ...size, ...at });
    result.set(id, spot);
    taken.set(id, { ...size, ...spot });
  }
  return result;
}
