// What a screen reader says: every label in one table.
import type { EdgeEntry, NodeEntry, Problem } from "./protocol.ts";

export const LABELS = {
  editor: "Node editor",
  canvas: "Drawing of the network. Press question mark for the keys.",
  toolbar: "Tools of the node editor",
  palette: "Add a node",
  paletteSearch: "Search for a kind of node",
  inspector: "Inspector",
  inspectorSearch: "Search for a field",
  outline: "Outline: all nodes",
  problems: "Problems",
  status: "State of the network",
  code: "Generated program",
  python: "This sitting as Python",
  snapshots: "Snapshots",
  keys: "Keys",
  minimap: "Map of the whole drawing",
  messages: "Messages of the node editor",
} as const;

/** What a node that is not on is. */
export const MODES: Record<string, string> = { mute: "muted", bypass: "bypassed", hold: "held" };

export function nodeLabel(node: NodeEntry, problem: Problem | undefined): string {
  if (node.category === "structure") {
    const says = node.fields.text ? `: ${String(node.fields.text)}` : "";
    return withProblem(`${node.kind} ${node.name}${node.collapsed ? ", collapsed" : ""}${says}`, problem);
  }
  const response = node.response === null ? "never responds" : `first response in frame ${node.response}`;
  const mode = MODES[String(node.fields.mode)];
  const words = `${node.name}, ${node.kind}, ${node.shape}, ${response}${mode === undefined ? "" : `, ${mode}`}`;
  return withProblem(words, problem);
}

export function edgeLabel(edge: EdgeEntry, problem: Problem | undefined): string {
  const words = `${edge.name}, ${edge.kind}, ${delayWords(edge.delay)}${edge.on ? "" : ", switched off"}`;
  return withProblem(words, problem);
}

function withProblem(words: string, problem: Problem | undefined): string {
  return problem === undefined ? words : `${words}. Problem: ${problem.words}`;
}

export function delayWords(delay: number): string {
  if (delay === 0) return "reads this frame";
  return delay === 1 ? "reads the frame before" : `reads ${delay} frames back`;
}
