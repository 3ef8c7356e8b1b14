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
  dismiss: "Dismiss",
  arrange: "Arrange",
  name: "Name",
  colour: "Colour",
  note: "Text of the note, in markdown",
  snapshotName: "Name of the snapshot",
  snapshotBefore: "Snapshot to compare",
  snapshotAfter: "What to compare it with",
  edgeKind: "kind",
  source: "from",
  target: "to",
  group: "group",
} as const;

/** Labels of what there is one of for each thing. */
export const LABELS_OF = {
  close: (panel: string) => `Close: ${panel}`,
  open: (group: string) => `Open ${group}`,
  collapse: (group: string) => `Collapse ${group}`,
  forget: (snapshot: string) => `Forget ${snapshot}`,
  reset: (field: string) => `Reset ${field}`,
  slider: (field: string) => `${field}, slider`,
  delay: (edge: string, frames: number | string) => `Delay of ${edge}: ${frames}`,
  bend: (edge: string, place: number) => `Point ${place} of ${edge}; Delete drops it`,
  newBend: (edge: string) => `Add a point to ${edge}`,
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
