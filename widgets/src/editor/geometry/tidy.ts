// "Tidy up": where the nodes go so that signals run from left to right. All places are on the canvas, not in a group.
import { type Course, detours } from "./detour.ts";
import { type Lead, led } from "./lead.ts";
import type { Stop } from "./layered.ts";
import { type Packed, packed, wayOf } from "./pack.ts";
import { bounds, centre, GROUP_PADDING, type Box, type Point } from "./points.ts";
import { courseOf } from "./wire.ts";

export interface TidyNode extends Box {
  id: string;
  /**
   * The expanded group that it is in; what is inside of a collapsed group is not there at all. The box of a group with
   * something in it does not matter: it is always taken from its content.
   */
  group: string | null;
}

export interface TidyEdge {
  id: string;
  source: string;
  target: string;
  /** How far its ports are below the upper borders of its ends; half-way down without these. */
  out?: number;
  in?: number;
}

export interface TidyJob {
  nodes: TidyNode[];
  edges: TidyEdge[];
  /** The nodes that may move, each within its group; null lays out everything. */
  only: string[] | null;
}

export interface TidyResult {
  /** The new places of what has moved. A group's box is that of its new content; other sizes are as they were. */
  boxes: Record<string, Box>;
  /** The points that lead edges around the cards between their ends, for those that need some. */
  bends: Record<string, Point[]>;
}

export function tidy(job: TidyJob): TidyResult {
  const tree = treeOf(job);
  const { boxes, ways } = job.only === null ? everything(tree) : selection(tree, new Set(job.only));
  return { boxes: Object.fromEntries(boxes), bends: bendsOf(job, tree, boxes, ways) };
}

/** What has moved, and the layers that edges pass, by their ids. */
interface Laid {
  boxes: Map<string, Box>;
  ways: Map<string, Stop[]>;
}

function bendsOf(job: TidyJob, tree: Tree, boxes: ReadonlyMap<string, Box>, ways: Laid["ways"]): TidyResult["bends"] {
  const now = new Map([...tree.boxes, ...boxes]);
  const cards = new Map([...now].filter(([id]) => !tree.children.has(id)));
  const leads = job.edges.filter(({ source, target }) => now.has(source) && now.has(target)).map(leader(now, ways));
  const bends = led(leads.filter(({ stops }) => stops.length > 0), cards); // prettier-ignore
  const courses = leads.map(({ id, source, target, from, to, lane }): Course => {
    const around = courseOf(from, to, now.get(source)!, now.get(target)!);
    return { id, source, target, wire: { from, to, lane, bends: bends[id] ?? [], self: source === target, ...around } };
  });
  return { ...bends, ...Object.fromEntries(detours(courses, cards)) };
}

/** Where the edges are, one after the other. */
function leader(now: ReadonlyMap<string, Box>, ways: Laid["ways"]): (edge: TidyEdge) => Lead {
  const lanes = new Map<string, number>();
  return ({ id, source, target, out, in: into }) => {
    const lane = lanes.get(wayOf(source, target)) ?? 0;
    lanes.set(wayOf(source, target), lane + 1);
    const [start, end] = [now.get(source)!, now.get(target)!];
    const from = { x: start.x + start.width, y: start.y + (out ?? start.height / 2) };
    const to = { x: end.x, y: end.y + (into ?? end.height / 2) };
    return { id, source, target, from, to, lane, stops: ways.get(id) ?? [] };
  };
}

interface Tree {
  /** Where everything is now. */
  boxes: ReadonlyMap<string, Box>;
  /** What is directly inside of each group; the top level is null. */
  children: ReadonlyMap<string | null, readonly string[]>;
  /** The edges between what is directly inside of each group. */
  edges: ReadonlyMap<string | null, readonly Lifted[]>;
}

interface Lifted {
  id: string;
  group: string | null;
  source: string;
  target: string;
}

function treeOf(job: TidyJob): Tree {
  const nodes = new Map(job.nodes.map((node) => [node.id, node]));
  const paths = new Map(job.nodes.map(({ id }) => [id, pathTo(nodes, id)]));
  const children = grouped(nodes.keys(), (id) => paths.get(id)!.at(-2) ?? null);
  const lifted = job.edges.flatMap(({ id, source, target }) => lift(id, paths.get(source) ?? [], paths.get(target) ?? []));
  return { boxes: boxesOf(nodes, children), children, edges: grouped(lifted, (edge) => edge.group) };
}

function boxesOf(nodes: ReadonlyMap<string, TidyNode>, children: Tree["children"]): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const box = (id: string): Box => {
    const content = bounds((children.get(id) ?? []).map(box));
    const { x, y, width, height } = nodes.get(id)!;
    const { x: side, top } = GROUP_PADDING;
    const made = content ? { x: content.x - side, y: content.y - top, ...padded(content) } : { x, y, width, height };
    boxes.set(id, made);
    return made;
  };
  (children.get(null) ?? []).forEach(box);
  return boxes;
}

function grouped<Item>(items: Iterable<Item>, key: (item: Item) => string | null): Map<string | null, Item[]> {
  const groups = new Map<string | null, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** The groups around a node from the outside in, then the node. Groups that are not there, or in a circle, end it. */
function pathTo(nodes: ReadonlyMap<string, TidyNode>, id: string): string[] {
  const path = [id];
  for (let group = nodes.get(id)?.group ?? null; group !== null && nodes.has(group); group = nodes.get(group)!.group) {
    if (path.includes(group)) return [id];
    path.unshift(group);
  }
  return path;
}

/** An edge as the innermost group around both its ends sees it; none between a group and what is inside of it. */
function lift(edge: string, from: readonly string[], to: readonly string[]): Lifted[] {
  const depth = from.findIndex((id, at) => id !== to[at]);
  const [source, target] = [from[depth], to[depth]];
  return source === undefined || target === undefined ? [] : [{ id: edge, group: from[depth - 1] ?? null, source, target }];
}

function everything(tree: Tree): Laid {
  const result: Laid = { boxes: new Map(), ways: new Map() };
  const layouts = new Map<string | null, Packed>();
  const place = (group: string | null, corner: Point) => {
    const layout = layouts.get(group);
    if (layout === undefined) return;
    for (const [id, { x, y, width, height }] of layout.boxes) {
      const box = { x: Math.round(corner.x + x), y: Math.round(corner.y + y), width, height };
      result.boxes.set(id, box);
      place(id, { x: box.x + GROUP_PADDING.x, y: box.y + GROUP_PADDING.top });
    }
    passing(result, tree.edges.get(group) ?? [], layout, corner);
  };
  layOut(tree, null, layouts);
  place(null, bounds(tree.boxes.values()) ?? { x: 0, y: 0 });
  return result;
}

/** Adds the ways of edges of a layout whose corner is there. */
function passing(result: Laid, edges: readonly Lifted[], { ways }: Packed, corner: Point): void {
  for (const { id, source, target } of edges) {
    const way = ways.get(wayOf(source, target));
    const moved = way?.map(({ left, right, y }) => ({ left: corner.x + left, right: corner.x + right, y: corner.y + y }));
    if (moved !== undefined) result.ways.set(id, moved);
  }
}

/** Lays out the content of a group, the innermost groups first. Corners are relative to the content's own. */
function layOut(tree: Tree, group: string | null, layouts: Map<string | null, Packed>): Box {
  const sizes = (tree.children.get(group) ?? []).map((id): [string, Box] => {
    const { width, height } = tree.boxes.get(id)!;
    if (!tree.children.has(id)) return [id, { x: 0, y: 0, width, height }];
    const content = layOut(tree, id, layouts);
    return [id, { x: 0, y: 0, ...padded(content) }];
  });
  const layout = packed(new Map(sizes), tree.edges.get(group) ?? []);
  layouts.set(group, layout);
  return bounds(layout.boxes.values()) ?? { x: 0, y: 0, width: 0, height: 0 };
}

function padded({ width, height }: Box): { width: number; height: number } {
  const { x, top, bottom } = GROUP_PADDING;
  return { width: Math.ceil(width) + 2 * x, height: Math.ceil(height) + top + bottom };
}

/** Lays out those of the selected that share a group, with their centre kept; what is inside of one goes with it. */
function selection(tree: Tree, only: ReadonlySet<string>): Laid {
  const result = new Map<string, Box>();
  const laid: Laid = { boxes: result, ways: new Map() };
  const shift = (id: string, by: Point) => {
    const box = result.get(id) ?? tree.boxes.get(id)!;
    result.set(id, { x: box.x + by.x, y: box.y + by.y, width: box.width, height: box.height });
    for (const child of tree.children.get(id) ?? []) shift(child, by);
  };
  for (const [group, children] of tree.children) {
    const chosen = children.filter((id) => only.has(id)).map((id): [string, Box] => [id, tree.boxes.get(id)!]);
    if (chosen.length < 2) continue;
    const before = new Map(chosen);
    const edges = tree.edges.get(group) ?? [];
    const after = packed(before, edges);
    const [was, is] = [centre(bounds(before.values())!), centre(bounds(after.boxes.values())!)];
    const corner = { x: was.x - is.x, y: was.y - is.y };
    for (const [id, box] of before) {
      const { x, y } = after.boxes.get(id)!;
      shift(id, { x: Math.round(x + corner.x - box.x), y: Math.round(y + corner.y - box.y) });
    }
    passing(laid, edges, after, corner);
  }
  for (const [id, { x, y }] of result) if (x === tree.boxes.get(id)!.x && y === tree.boxes.get(id)!.y) result.delete(id);
  return laid;
}
