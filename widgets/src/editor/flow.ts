// From scene and session to what React Flow draws. What has not changed keeps its identity, so that it is not drawn anew.
import type { Edge, Node } from "@xyflow/react";
import { cardSize, isGroup, isNote, nodeSize, type Ports, portPoint, reach, shownPorts, type Size } from "./card.ts";
import { type Box, bounds, GROUP_PADDING, type Point } from "./geometry/points.ts";
import { courseOf } from "./geometry/wire.ts";
import { around, type Exposed, exposed, inside, shownAs } from "./groups.ts";
import { Kept, Stand, steady } from "./kept.ts";
import { edgeLabel, nodeLabel } from "./labels.ts";
import type { EdgeEntry, Id, Input, NodeEntry, Output, Problem, Scene } from "./protocol.ts";
import { type Mark, marks } from "./problems.ts";
import type { Session } from "./session.ts";
import { HALFWAY, shares, type Standing } from "./shares.ts";
import { Ways } from "./ways.ts";

/** What an entry says besides where it is drawn; the same object while nothing else in it changes. */
export type Face<Entry> = Omit<Entry, "x" | "y" | "bends">;

export interface CardData extends Record<string, unknown> {
  entry: Face<NodeEntry>;
  ports: readonly (Input | Exposed)[];
  outputs: readonly (Output | Exposed)[];
  problem: Mark | undefined;
}

export interface WireData extends Record<string, unknown>, Standing {
  entry: Face<EdgeEntry>;
  from: Point;
  to: Point;
  /** The points that it passes. */
  bends: readonly Point[];
  /** The box that the wire goes around, where it leads back. */
  loop: Box | null;
  /** Whether it passes between the two cards instead. */
  passage: boolean;
  lane: number;
  problem: Problem | undefined;
  /** Whether it is part of a cycle that was refused. */
  cycle: boolean;
  /** Whether a dragged node would be put onto it. */
  onto: boolean;
}

export type FlowNode = Node<CardData>;
export type FlowEdge = Edge<WireData>;

export const EMPTY_GROUP: Size = { width: 200, height: 110 };
/** The number of edges from which on no label looks for room, and far away no edge is an element of React Flow. */
export const CROWD = 150;

type Looks = Pick<Session, "selection" | "dragged" | "draggedBends" | "automatic" | "automaticBends" | "cycle" | "onto">;

interface Drawing {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export class Flow {
  private shares: ReadonlyMap<Id, Standing> = new Map();
  private readonly ways = new Ways();
  /** What was drawn at last. */
  last: Readonly<Drawing> = { nodes: [], edges: [] };
  private readonly nodes = new Kept<FlowNode>();
  private readonly cards = new Kept<CardData>();
  private readonly wires = new Kept<FlowEdge>();
  private readonly nodeFaces = new Stand<NodeEntry, Face<NodeEntry>>(({ x: _x, y: _y, ...face }) => face, Object.values);
  private readonly edgeFaces = new Stand<EdgeEntry, Face<EdgeEntry>>(({ bends: _, ...face }) => face, Object.values);
  private readonly bends = new Stand<readonly Point[], readonly Point[]>((bends) => bends, (bends) => bends.flatMap(({ x, y }) => [x, y])); // prettier-ignore

  draw(scene: Scene, session: Looks): Drawing {
    const { nodes, edges } = this.drawn(scene, session);
    const here = (id: Id) => id in scene.nodes || id in scene.edges;
    for (const kept of [this.nodes, this.cards, this.wires, this.nodeFaces, this.edgeFaces, this.bends]) kept.leave(here);
    return (this.last = { nodes: steady(this.last.nodes, nodes), edges: steady(this.last.edges, edges) });
  }

  private drawn(scene: Scene, session: Looks): Drawing {
    const problems = marks(scene);
    const boxes = boxesOf(scene, session);
    const nodes = [...boxes.keys()].map((id) => this.node(scene, session, id, boxes.get(id)!, problems.get(id)));
    const ports = new Map(nodes.map((node) => [node.id, node.data] as const));
    const drawn = { boxes: reaching(scene, boxes), ports, problems };
    let edges = this.edges(scene, session, drawn);
    if (session.dragged.size > 0 || edges.length > CROWD) return { nodes, edges };
    // Labels and ways are looked for once a drag is over: under a person's hand they would jump about.
    const cards = new Map([...drawn.boxes].filter(([id]) => !isGroup(scene.nodes[id]!) || scene.nodes[id]!.collapsed));
    if (this.ways.find(scene, edges, cards)) edges = this.edges(scene, session, drawn);
    const found = shares(edges, cards.values());
    const stays = (id: Id, { share, brief } = this.shares.get(id) ?? HALFWAY) => found.get(id)!.share === share && found.get(id)!.brief === brief;
    if (edges.every(({ id }) => stays(id))) return { nodes, edges };
    this.shares = found;
    return { nodes, edges: this.edges(scene, session, drawn) };
  }

  private edges(scene: Scene, session: Looks, drawn: Drawn): FlowEdge[] {
    const lanes = new Map<string, number>();
    return Object.entries(scene.edges).flatMap(([id, entry]) => {
      const source = shownAs(scene.nodes, entry.source);
      const target = shownAs(scene.nodes, entry.target);
      if (source === target && source !== entry.source) return []; // inside a collapsed group
      const lane = lanes.get(`${source}>${target}`) ?? 0;
      lanes.set(`${source}>${target}`, lane + 1);
      const direct = source === entry.source && target === entry.target;
      const bends = direct ? bendsOf(scene, session, id) : entry.bends;
      const standing = this.shares.get(id) ?? HALFWAY;
      return [this.edge(id, entry, { source, target, lane, ...standing, bends, session, ...drawn })];
    });
  }

  private node(scene: Scene, session: Looks, id: Id, box: Box, problem: Mark | undefined): FlowNode {
    const entry = scene.nodes[id]!;
    const { x, y, width, height } = box;
    const collapsed = isGroup(entry) && entry.collapsed;
    const face = this.nodeFaces.get(id, entry);
    const selected = session.selection.has(id);
    // The ports of a collapsed group depend on the whole scene; others on their own entry alone.
    const data = this.cards.get(id, [face, problem, collapsed ? scene : null, selected], () => {
      const { ports, outputs } = collapsed ? exposed(scene, id) : { ports: shownPorts(entry, selected), outputs: entry.outputs };
      return { entry: face, ports, outputs, problem };
    });
    const frame = isGroup(entry) && !collapsed;
    const zIndex = frame ? around(scene.nodes, id).length - 100 : 0;
    return this.nodes.get(id, [data, x, y, width, height, selected, zIndex], () => ({
      id,
      type: isNote(entry) ? "note" : frame ? "frame" : "card",
      position: { x, y },
      width,
      height,
      measured: { width, height },
      handles: handles(data),
      selected,
      zIndex,
      ariaLabel: nodeLabel(entry, problem),
      data,
    }));
  }

  private edge(id: Id, entry: EdgeEntry, at: Ends): FlowEdge {
    const { source, target, lane, share, brief, ports, boxes, problems, session } = at;
    const problem = problems.get(id);
    const face = this.edgeFaces.get(id, entry);
    const sourceHandle = source === entry.source ? entry.out : `${entry.source}.${entry.out}`;
    const targetHandle = target === entry.target ? entry.port : `${entry.target}.${entry.port}`;
    const from = place(boxes.get(source)!, portPoint(ports.get(source)!, "output", sourceHandle));
    const to = place(boxes.get(target)!, portPoint(ports.get(target)!, "input", targetHandle));
    const bends = this.bends.get(id, this.ways.at(id, from, to) ?? at.bends);
    const { loop, passage } = courseOf(from, to, boxes.get(source)!, boxes.get(target)!);
    const selected = session.selection.has(id);
    const cycle = session.cycle.has(id);
    const onto = session.onto === id;
    const around = loop && [loop.x, loop.y, loop.width, loop.height].join();
    const parts = [face, source, target, from.x, from.y, to.x, to.y, bends, around, passage, lane, share, brief, selected, cycle, onto, problem];
    return this.wires.get(id, parts, () => ({
      id,
      type: "wire",
      source,
      target,
      sourceHandle,
      targetHandle,
      selected,
      ariaLabel: edgeLabel(entry, problem),
      data: { entry: face, from, to, bends, loop, passage, lane, share, brief, problem, cycle, onto },
    }));
  }
}

interface Ends extends Drawn, Standing {
  source: Id;
  target: Id;
  lane: number;
  bends: readonly Point[];
  session: Looks;
}

/** What of the drawing edges need to know; the boxes with what hangs below cards. */
interface Drawn {
  ports: ReadonlyMap<Id, Ports>;
  boxes: ReadonlyMap<Id, Box>;
  problems: ReadonlyMap<Id, Problem>;
}

function handles({ ports, outputs }: Pick<CardData, "ports" | "outputs">): NonNullable<FlowNode["handles"]> {
  const handle = (side: "input" | "output", name: string) => ({
    id: name,
    type: side === "input" ? ("target" as const) : ("source" as const),
    position: (side === "input" ? "left" : "right") as NonNullable<FlowNode["handles"]>[number]["position"],
    ...portPoint({ ports, outputs }, side, name),
    width: 1,
    height: 1,
  });
  return [...ports.map(({ name }) => handle("input", name)), ...outputs.map(({ name }) => handle("output", name))];
}

function place(box: Box, { x, y }: Point): Point {
  return { x: box.x + x, y: box.y + y };
}

/** Where a node is: dragged, placed by somebody, or placed by itself. */
export function positionOf(scene: Scene, session: Pick<Session, "dragged" | "automatic">, id: Id): Point {
  const { x, y } = scene.nodes[id]!;
  const placed = x === null || y === null ? undefined : { x, y };
  return session.dragged.get(id) ?? placed ?? session.automatic.get(id) ?? { x: 0, y: 0 };
}

/** The points that a wire passes: its own, or those that it has by itself while nobody has placed its ends. */
export function bendsOf(scene: Scene, session: Pick<Session, "dragged" | "draggedBends" | "automaticBends">, id: Id): readonly Point[] {
  const { dragged, draggedBends, automaticBends } = session;
  const led = draggedBends.get(id);
  if (led !== undefined) return led;
  const { bends, source, target } = scene.edges[id]!;
  const loose = [source, target].every((node) => scene.nodes[node]!.x === null && !dragged.has(node));
  return bends.length === 0 && loose ? (automaticBends.get(id) ?? bends) : bends;
}

/** The boxes with what hangs below cards, which wires and other cards keep away from. */
export function reaching(scene: Scene, boxes: ReadonlyMap<Id, Box>): Map<Id, Box> {
  return new Map([...boxes].map(([id, box]) => [id, { ...box, height: reach(scene.nodes[id]!, box.height) }]));
}

/** The box of all cards, with what hangs below them; null while there is none. */
export function whole(nodes: readonly FlowNode[]): Box | null {
  return bounds(nodes.map(({ position, width, height, data }) => ({ ...position, width: width!, height: reach(data.entry, height!) })));
}

/** The box of everything that is drawn. A group is where its members are: it has no place of its own unless empty. */
export function boxesOf(scene: Scene, session: Pick<Session, "dragged" | "automatic" | "selection">): Map<Id, Box> {
  const boxes = new Map<Id, Box>();
  const box = (id: Id): Box => {
    const known = boxes.get(id);
    if (known !== undefined) return known;
    const entry = scene.nodes[id]!;
    const made = isGroup(entry) ? groupBox(id, entry) : { ...positionOf(scene, session, id), ...nodeSize(entry, session.selection.has(id)) };
    boxes.set(id, made);
    return made;
  };
  const groupBox = (id: Id, entry: NodeEntry): Box => {
    const above = around(scene.nodes, id); // groups in a circle are around themselves
    const within = inside(scene.nodes, id).filter((member) => !above.includes(member));
    const members = within.filter((member) => entry.collapsed || scene.nodes[member]!.group === id);
    const below = members.filter((m) => !isGroup(scene.nodes[m]!) || !entry.collapsed);
    const content = bounds(below.map((m) => ({ ...box(m), height: reach(scene.nodes[m]!, box(m).height) })));
    const corner = content ?? positionOf(scene, session, id);
    const { x: side, top, bottom } = GROUP_PADDING;
    if (entry.collapsed) return { x: corner.x - side, y: corner.y - top, ...cardSize(exposed(scene, id)) };
    if (content === null) return { ...corner, ...EMPTY_GROUP };
    return { x: content.x - side, y: content.y - top, width: content.width + 2 * side, height: content.height + top + bottom };
  };
  for (const id of Object.keys(scene.nodes)) box(id);
  for (const id of Object.keys(scene.nodes)) if (shownAs(scene.nodes, id) !== id) boxes.delete(id);
  return boxes;
}
