// Wires: started at a port, ended at another one, at a node, or on the empty canvas.
import { isGroup } from "../card.ts";
import type { Editor } from "../editor.ts";
import { best, type Verdict, verdicts } from "../fits.ts";
import { boxesOf, type FlowEdge } from "../flow.ts";
import { type Box, centre, grow, inside, overlaps, type Point } from "../geometry/points.ts";
import { nearestOn } from "../geometry/wire.ts";
import { exposed } from "../groups.ts";
import { labelBox } from "../shares.ts";
import { pathOf, roomOf } from "../wires.ts";
import type { End, Id, Scene } from "../protocol.ts";
import type { Wiring } from "../session.ts";

/** Pixels beside a card at which a wire still counts as under it. */
const BESIDE = 12;

/** The port behind a handle: that of a node inside, where a collapsed group shows it. */
export function endOf(node: Id, handle: string, side: End["side"]): End {
  const dot = handle.indexOf(".");
  return dot < 0 ? { node, port: handle, side } : { node: handle.slice(0, dot), port: handle.slice(dot + 1), side };
}

/** What would become of the wire at a node, or at one port of it; groups offer the ports of what is inside. */
export function judge(scene: Scene, wiring: Wiring, node: Id, handle?: string): { node: Id; port: string; verdict: Verdict } {
  const { end, edge } = wiring;
  if (handle !== undefined) {
    const at = endOf(node, handle, end.side === "output" ? "input" : "output");
    const found = verdicts(scene, end, at.node, edge).find(([port]) => port === at.port);
    return { node: at.node, port: at.port, verdict: found?.[1] ?? { fits: false, why: "It is gone." } };
  }
  const entry = scene.nodes[node];
  if (entry === undefined || !isGroup(entry)) return { node, ...best(scene, end, node, edge) };
  const { ports, outputs } = exposed(scene, node);
  const offered = [...new Set((end.side === "output" ? ports : outputs).map((port) => port.node))];
  const found = offered.map((inner) => ({ node: inner, ...best(scene, end, inner, edge) }));
  const why = `Nothing in '${entry.name}' ${end.side === "output" ? "takes it" : "can be read"}.`;
  return found.find(({ verdict }) => verdict.fits) ?? found[0] ?? { node, port: "", verdict: { fits: false, why } };
}

/** Ends the wire at a port, or (without one) at the first port of a node that fits. */
export async function finish(editor: Editor, node: Id, handle?: string): Promise<void> {
  const { scene, wiring } = editor.session;
  editor.store.set({ wiring: null });
  if (scene === null || wiring === null) return;
  const { end, edge } = wiring;
  const side = end.side === "output" ? "input" : "output";
  const other = judge(scene, wiring, node, handle);
  if (!other.verdict.fits) return editor.say(other.verdict.why, true);
  if (edge !== undefined) {
    await editor.run({ do: "rewire", edge, end: side === "input" ? "target" : "source", node: other.node, port: other.port });
    return;
  }
  const [from, to] = end.side === "output" ? [end, other] : [other, end];
  const done = await editor.run({ do: "connect", source: from.node, out: from.port, target: to.node, port: to.port });
  if (done?.edge !== undefined) editor.select([done.edge]);
}

/** Starts a wire at the next output of a node; where it has none, at its first input. */
export function startAt(editor: Editor, node: Id): void {
  const { scene, wiring } = editor.session;
  const entry = scene?.nodes[node];
  if (scene === null || entry === undefined) return;
  const { ports, outputs } = isGroup(entry) ? exposed(scene, node) : entry;
  const side = outputs.length > 0 ? "output" : "input";
  const ends = (side === "output" ? outputs : ports).map(({ name }) => endOf(node, name, side));
  const now = ends.findIndex((end) => end.node === wiring?.end.node && end.port === wiring.end.port);
  const end = ends[(now + 1) % Math.max(1, ends.length)];
  if (end === undefined) return editor.say(`'${entry.name}' has no ports.`);
  editor.store.set({ wiring: { end } });
  const name = scene.nodes[end.node]!.name;
  const where = end.port === "out" ? name : `${name}.${end.port}`;
  guide(editor, `A wire from '${where}': go to a node and press Enter, or click it. Escape lets go.`);
}

/** Says what to do with the wire that is on its way: no longer than it is. */
function guide(editor: Editor, words: string): void {
  const { wiring } = editor.session;
  const number = editor.tell(words);
  const leave = editor.store.subscribe(() => {
    if (editor.session.wiring === wiring) return;
    leave();
    editor.unsay(number);
  });
}

/** Notes the wire that what is dragged is put onto if it is dropped now: a lone node, which has a way in and one out. */
export function aim(editor: Editor, moved: readonly Id[], pointer: Point): void {
  const [node] = moved;
  const onto = node === undefined || moved.length > 1 ? null : (wireFor(editor, node, pointer) ?? null);
  if (onto !== editor.session.onto) editor.store.set({ onto });
}

function wireFor(editor: Editor, node: Id, pointer: Point): Id | undefined {
  const { scene } = editor.session;
  const entry = scene?.nodes[node];
  if (!scene || !entry || entry.ports.length === 0 || entry.outputs.length === 0) return undefined;
  if (Object.values(scene.edges).some((edge) => edge.source === node || edge.target === node)) return undefined;
  const box = boxesOf(scene, editor.session).get(node);
  // No wire moves with a lone node: those that were drawn at last need not be drawn anew with each step.
  const near = box && editor.flow.last.edges.filter(({ data }) => overlaps(roomOf(data!), box));
  return near && edgeUnder(near, box, pointer, (edge) => takes(scene, edge, node));
}

/** Whether a node can stand between the ends of a wire. */
function takes(scene: Scene, edge: Id, node: Id): boolean {
  const wire = scene.edges[edge]; // what was drawn at last may be gone
  return wire !== undefined && best(scene, { node: wire.source, port: wire.out, side: "output" }, node).verdict.fits;
}

/** Puts a node between the ends of a wire, if that is still there. */
export function putOnto(editor: Editor, node: Id, edge: Id, gesture?: string): void {
  if (editor.session.scene?.edges[edge] === undefined) return;
  void editor.run({ do: "splice", node, edge, ...(gesture === undefined ? {} : { gesture }) });
}

/** The wire that a card lies on: the one under the pointer, if it fits, else the one nearest to the middle of the card. */
export function edgeUnder(edges: readonly FlowEdge[], box: Box, pointer: Point, fits: (edge: Id) => boolean): Id | undefined {
  const fitting = edges.filter(({ id }) => fits(id));
  const labelled = fitting.filter(({ data }) => inside(labelBox(data!), pointer));
  const pointed = nearest(labelled.length > 0 ? labelled : fitting, pointer);
  if (pointed !== undefined && (labelled.length > 0 || pointed.distance <= BESIDE)) return pointed.id;
  const passes = ({ data }: FlowEdge) => pathOf(data!).points.some((point) => inside(grow(box, BESIDE), point));
  return nearest(edges.filter(passes), centre(box))?.id;
}

/** The wire at a point of the drawing, if one is near. */
export function edgeAt(editor: Editor, point: Point, near: number): Id | undefined {
  const { scene } = editor.session;
  if (scene === null) return undefined;
  const found = nearest(editor.flow.draw(scene, editor.session).edges, point);
  return found !== undefined && found.distance <= near ? found.id : undefined;
}

function nearest(edges: readonly FlowEdge[], point: Point): { id: Id; distance: number } | undefined {
  const far = edges.map(({ id, data }) => ({ id, distance: nearestOn(pathOf(data!).points, point).distance }));
  return far.sort((one, other) => one.distance - other.distance)[0];
}
