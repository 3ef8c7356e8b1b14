// How large a node is drawn, and where its ports are: known without measuring, so that what is off screen costs nothing.
import type { Input, NodeEntry, Output, Point } from "./protocol.ts";

export const WIDTH = 176;
export const NOTE_WIDTH = 210;
const HEAD = 50;
const ROW = 22;
const FOOT = 8;
/** The one port of a simple node is beside its name. */
const SIMPLE = 25;
/** A preview, with its padding and its border; see style/canvas.css. */
const DRAWER = 40;
const ONE = "1 number";
/** Of names that are seen from far: pixels of a line in letters that are one high, and the sizes that there is room for. */
const FAR_WIDTH = 250;
const FAR_LARGEST = 40;
const FAR_TWO_LINES = 21;
const NOTE_LINE = 17;
const NOTE_LETTERS = 32;
const NOTE_PADDING = 22;

export interface Size {
  width: number;
  height: number;
}

/** Ports as they are drawn: on a collapsed group they stand for those of the nodes inside. */
export interface Ports {
  ports: readonly Pick<Input, "name">[];
  outputs: readonly Pick<Output, "name">[];
}

/** Whether ports have rows with their names: a lone one goes without saying. */
export function named({ ports, outputs }: Ports): boolean {
  return ports.length > 1 || outputs.length > 1 || (ports[0]?.name ?? "in") !== "in" || (outputs[0]?.name ?? "out") !== "out";
}

export function cardSize(ports: Ports): Size {
  const rows = named(ports) ? Math.max(ports.ports.length, ports.outputs.length) : 0;
  return { width: WIDTH, height: HEAD + (rows > 0 ? rows * ROW + FOOT : 0) };
}

export function noteSize(text: string): Size {
  const lines = text.split("\n").map((line) => Math.max(1, Math.ceil(line.length / NOTE_LETTERS)));
  return { width: NOTE_WIDTH, height: NOTE_PADDING + NOTE_LINE * Math.max(2, lines.reduce((sum, n) => sum + n, 0)) };
}

/** The ports that a card shows. */
export function shownPorts({ ports }: Pick<NodeEntry, "ports">, selected: boolean): Input[] {
  return selected ? ports : ports.filter(({ spare }) => !spare);
}

export function nodeSize(node: NodeEntry, selected: boolean): Size {
  if (isNote(node)) return noteSize(String(node.fields.text ?? ""));
  return cardSize({ ports: shownPorts(node, selected), outputs: node.outputs });
}

/** The height of a card with what hangs below it: a preview of what the node holds, unless that is but one number. */
export function reach({ outputs, shape }: Pick<NodeEntry, "outputs" | "shape">, height: number): number {
  return outputs.length > 0 && shape !== "" && shape !== ONE ? height + DRAWER : height;
}

/** Where a port is, from the upper left corner of its card. */
export function portPoint(ports: Ports, side: "input" | "output", name: string): Point {
  const list = side === "input" ? ports.ports : ports.outputs;
  const row = Math.max(0, list.findIndex((port) => port.name === name));
  return { x: side === "input" ? 0 : WIDTH, y: named(ports) ? HEAD + row * ROW + ROW / 2 : SIMPLE };
}

/** How large a name can be written at most so that it has room in a card of its own, in one line or in two. */
export function farSize(title: string): number {
  const inOne = FAR_WIDTH / Math.max(title.length, 1);
  return Math.max(Math.min(inOne, FAR_LARGEST), Math.min((2 * FAR_WIDTH) / (title.length + 2), FAR_TWO_LINES));
}

type Kind = Pick<NodeEntry, "category" | "fields">;

/** Nodes that hold no state and have words: drawn as paper. */
export function isNote(node: Kind): boolean {
  return node.category === "structure" && "text" in node.fields;
}

/** Nodes that other nodes are inside of. */
export function isGroup(node: Kind): boolean {
  return node.category === "structure" && "exposed" in node.fields;
}
