// Scenes for tests, in few words. What has no id of its own has its name for one.
import type { EdgeEntry, Field, Input, NodeEntry, NodeKind, Output, Scene } from "../../src/editor/protocol.ts";
import { type Session, START } from "../../src/editor/session.ts";

export function input(name = "in", more: Partial<Input> = {}): Input {
  return { name, help: "", shape: "3", many: true, spare: false, socket: 0, ...more };
}

export function output(name = "out", more: Partial<Output> = {}): Output {
  return { name, shape: "3", socket: 0, ...more };
}

export function node(name: string, more: Partial<NodeEntry> = {}): NodeEntry {
  const drawn = { colour: "#808080", own_colour: "", shape: "3", response: 1, x: 0, y: 0, collapsed: false, group: null };
  const fields = { noise: 0, mode: "on" };
  return { name, title: name, kind: "pool", category: "state", ...drawn, ports: [input()], outputs: [output()], fields, said: "", ...more };
}

export function group(name: string, more: Partial<NodeEntry> = {}): NodeEntry {
  const fields = { exposed: [] };
  return node(name, { kind: "group", category: "structure", x: null, y: null, response: null, ports: [], outputs: [], fields, ...more });
}

export function note(name: string, text: string, more: Partial<NodeEntry> = {}): NodeEntry {
  return node(name, { kind: "note", category: "structure", response: null, ports: [], outputs: [], fields: { text }, ...more });
}

/** "a>b", or with ports "a.image>b.target". */
export function edge(name: string, more: Partial<EdgeEntry> = {}): EdgeEntry {
  const [start, end] = name.split(">") as [string, string];
  const [source, out] = [start.split(".")[0]!, start.split(".")[1] ?? "out"];
  const [target, port] = [end.split(".")[0]!, end.split(".")[1] ?? "in"];
  const drawn = { words: "", delay: 1, automatic: false, on: true, bends: [], said: "" };
  return { name, kind: "identity", source, out, target, port, ...drawn, fields: { delay: 1, on: true }, ...more };
}

export function field(name: string, control: string, more: Partial<Field> = {}): Field {
  const plain = { help: "", unit: "", low: null, high: null, choices: [], live: false, log: false, default: null };
  return { name, control, ...plain, ...more };
}

export function kind(more: Partial<NodeKind> = {}): NodeKind {
  return { help: "", category: "state", needs: "", fields: [], ports: [input()], outputs: [output()], ...more };
}

export function scene(nodes: NodeEntry[], edges: (string | EdgeEntry)[] = [], more: Partial<Scene> = {}): Scene {
  const wires = edges.map((one) => (typeof one === "string" ? edge(one) : one));
  return {
    graph: { name: "net", valid: true, begun: true, inference: 1, response: "", undo: "", redo: "", snapshots: [] },
    kinds: { nodes: { pool: kind() }, edges: { identity: { help: "", fields: [] } } },
    nodes: Object.fromEntries(nodes.map((one) => [one.name, one])),
    edges: Object.fromEntries(wires.map((one) => [one.name, one])),
    problems: [],
    fits: { "0>0": "identity" },
    ...more,
  };
}

export function session(more: Partial<Session> = {}): Session {
  return { ...START, ...more };
}
