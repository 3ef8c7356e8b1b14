// From scene and session to what React Flow draws. What has not changed keeps its identity, so that it is not drawn anew.
import type { Edge, Node } from "@xyflow/react";
import { cardSize, isGroup, isNote, nodeSize, type Ports, portPoint, type Size } from "./card.ts";
import { type Box, bounds, GROUP_PADDING, type Point } from "./geometry/points.ts";
import { around, type Exposed, exposed, inside, shownAs } from "./groups.ts";
import { edgeLabel, nodeLabel } from "./labels.ts";
import type { EdgeEntry, Id, Input, NodeEntry, Output, Problem, Scene } from "./protocol.ts";
import type { Session } from "./session.ts";
import { shares } from "./shares.ts";

export interface CardData extends Record<string, unknown> {
  entry: NodeEntry;
  ports: readonly (Input | Exposed)[];
  outputs: readonly (Output | Exposed)[];
  problem: Problem | undefined;
}

export interface WireData extends Record<string, unknown> {
  entry: EdgeEntry;
  from: Point;
  to: Point;
  /** The points that it passes. */
  bends: readonly Point[];
  /** The box that the wire goes around, where it leads back. */
  loop: Box | null;
  /** Whether it passes between the two cards instead. */
  passage: boolean;
  lane: number;
  /** Where along the wire its label stands, from 0 to 1. */
  share: number;
  problem: Problem | undefined;
  /** Whether it is part of a cycle that was refused. */
  cycle: boolean;
}

export type FlowNode = Node<CardData>;
export type FlowEdge = Edge<WireData>;

const EMPTY_GROUP: Size = { width: 200, height: 110 };
/** A wire that does not get further than this to the right leads back. */
const FORWARD = 4;
/** Pixels between a card and one below it that let a wire through. */
const PASSAGE = 36;
/** Where a label stands until it has looked for room; and the number of edges from which on none does. */
const HALF = 0.5;
const CROWD = 150;
const SEVERITIES = ["error", "warning"];

type Looks = Pick<Session, "selection" | "dragged" | "automatic" | "automaticBends" | "cycle">;

export class Flow {
  private shares: ReadonlyMap<Id, number> = new Map();
  private readonly kept = new Map<Id, { deps: unknown[]; made: FlowNode | FlowEdge }>();

  draw(scene: Scene, session: Looks): { nodes: FlowNode[]; edges: FlowEdge[] } {
    const problems = worst(scene.problems);
    const boxes = boxesOf(scene, session);
    const nodes = [...boxes.keys()].map((id) => this.node(scene, session, id, boxes.get(id)!, problems.get(id)));
    const ports = new Map(nodes.map((node) => [node.id, node.data] as const));
    const edges = this.edges(scene, session, { boxes, ports, problems });
    this.forget(scene);
    if (session.dragged.size > 0 || edges.length > CROWD) return { nodes, edges };
    // Labels look for room once a drag is over: under a person's hand they would jump about.
    const cards = [...boxes].filter(([id]) => !isGroup(scene.nodes[id]!) || scene.nodes[id]!.collapsed);
    const found = shares(edges, cards.map(([, box]) => box)); // prettier-ignore
    if (edges.every(({ id }) => found.get(id) === (this.shares.get(id) ?? HALF))) return { nodes, edges };
    this.shares = found;
    return { nodes, edges: this.edges(scene, session, { boxes, ports, problems }) };
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
      const share = this.shares.get(id) ?? HALF;
      return [this.edge(id, entry, { source, target, lane, share, bends, session, ...drawn })];
    });
  }

  private node(scene: Scene, session: Looks, id: Id, box: Box, problem: Problem | undefined): FlowNode {
    const entry = scene.nodes[id]!;
    const selected = session.selection.has(id);
    const collapsed = isGroup(entry) && entry.collapsed;
    // The ports of a collapsed group depend on the whole scene; others on their own entry alone.
    const deps = [entry, box.x, box.y, box.width, box.height, selected, problem, collapsed ? scene : null];
    return this.keep(id, deps, () => {
      const ends: Pick<CardData, "ports" | "outputs"> = collapsed ? exposed(scene, id) : entry;
      const { x, y, width, height } = box;
      return {
        id,
        type: isNote(entry) ? "note" : isGroup(entry) && !collapsed ? "frame" : "card",
        position: { x, y },
        width,
        height,
        measured: { width, height },
        handles: handles(ends),
        selected,
        zIndex: isGroup(entry) && !collapsed ? around(scene.nodes, id).length - 100 : 0,
        ariaLabel: nodeLabel(entry, problem),
        data: { entry, ports: ends.ports, outputs: ends.outputs, problem },
      } satisfies FlowNode;
    });
  }

  private edge(id: Id, entry: EdgeEntry, at: Ends): FlowEdge {
    const { source, target, lane, share, bends, ports, boxes, problems, session } = at;
    const problem = problems.get(id);
    const sourceHandle = source === entry.source ? entry.out : `${entry.source}.${entry.out}`;
    const targetHandle = target === entry.target ? entry.port : `${entry.target}.${entry.port}`;
    const from = place(boxes.get(source)!, portPoint(ports.get(source)!, "output", sourceHandle));
    const to = place(boxes.get(target)!, portPoint(ports.get(target)!, "input", targetHandle));
    const back = to.x <= from.x + FORWARD;
    const [one, other] = [boxes.get(source)!, boxes.get(target)!];
    const passage = Math.max(other.y - one.y - one.height, one.y - other.y - other.height) >= PASSAGE;
    const loop = back && !passage ? bounds([one, other]) : null;
    const selected = session.selection.has(id);
    const cycle = session.cycle.has(id);
    const around = loop && [loop.x, loop.y, loop.width, loop.height].join();
    const deps = [entry, source, target, from.x, from.y, to.x, to.y, bends, around, passage, lane, share, selected, cycle, problem];
    return this.keep(id, deps, () => ({
      id,
      type: "wire",
      source,
      target,
      sourceHandle,
      targetHandle,
      selected,
      ariaLabel: edgeLabel(entry, problem),
      data: { entry, from, to, bends, loop, passage, lane, share, problem, cycle },
    }));
  }

  private keep<Made extends FlowNode | FlowEdge>(id: Id, deps: unknown[], make: () => Made): Made {
    const old = this.kept.get(id);
    if (old !== undefined && old.deps.length === deps.length && old.deps.every((dep, i) => Object.is(dep, deps[i]))) {
      return old.made as Made;
    }
    const made = make();
    this.kept.set(id, { deps, made });
    return made;
  }

  private forget(scene: Scene): void {
    for (const id of this.kept.keys()) {
      if (!(id in scene.nodes) && !(id in scene.edges)) this.kept.delete(id);
    }
  }
}

interface Ends extends Drawn {
  source: Id;
  target: Id;
  lane: number;
  share: number;
  bends: readonly Point[];
  session: Looks;
}

/** What of the drawing edges need to know. */
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

/** The worst problem of each node and edge; notes are no problems. */
function worst(problems: readonly Problem[]): Map<Id, Problem> {
  const found = new Map<Id, Problem>();
  for (const severity of SEVERITIES) {
    for (const problem of problems) {
      if (problem.severity === severity && !found.has(problem.subject)) found.set(problem.subject, problem);
    }
  }
  return found;
}

/** Where a node is: dragged, placed by somebody, or placed by itself. */
export function positionOf(scene: Scene, session: Pick<Session, "dragged" | "automatic">, id: Id): Point {
  const { x, y } = scene.nodes[id]!;
  const placed = x === null || y === null ? undefined : { x, y };
  return session.dragged.get(id) ?? placed ?? session.automatic.get(id) ?? { x: 0, y: 0 };
}

/** The points that a wire passes: its own, or those that it has by itself while nobody has placed its ends. */
export function bendsOf(scene: Scene, { dragged, automaticBends }: Pick<Session, "dragged" | "automaticBends">, id: Id): readonly Point[] {
  const { bends, source, target } = scene.edges[id]!;
  const loose = [source, target].every((node) => scene.nodes[node]!.x === null && !dragged.has(node));
  return bends.length === 0 && loose ? (automaticBends.get(id) ?? bends) : bends;
}

/** The box of everything that is drawn. A group is where its members are: it has no place of its own unless empty. */
export function boxesOf(scene: Scene, session: Pick<Session, "dragged" | "automatic">): Map<Id, Box> {
  const boxes = new Map<Id, Box>();
  const box = (id: Id): Box => {
    const known = boxes.get(id);
    if (known !== undefined) return known;
    const entry = scene.nodes[id]!;
    const made = isGroup(entry) ? groupBox(id, entry) : { ...positionOf(scene, session, id), ...nodeSize(entry) };
    boxes.set(id, made);
    return made;
  };
  const groupBox = (id: Id, entry: NodeEntry): Box => {
    const above = around(scene.nodes, id); // groups in a circle are around themselves
    const below = inside(scene.nodes, id).filter((member) => !above.includes(member));
    const members = below.filter((member) => entry.collapsed || scene.nodes[member]!.group === id);
    const content = bounds(members.filter((m) => !isGroup(scene.nodes[m]!) || !entry.collapsed).map(box));
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
