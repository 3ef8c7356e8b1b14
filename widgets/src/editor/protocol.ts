// What kernel and editor tell one another; the Python half is lpnb/widgets/scene.py, commands.py and canvas.py.
// test/editor/fixture.json holds a scene and an example of each command, which the tests of both halves check.

/** An id of a node or an edge: it survives renaming. */
export type Id = string;

export interface Point {
  x: number;
  y: number;
}

/** A port of a node. Equal sockets fit the same. */
export interface Output {
  name: string;
  shape: string;
  socket: number;
}

export interface Input extends Output {
  help: string;
  /** Whether several edges may end here. */
  many: boolean;
  /** Whether it is seldom wanted, and nothing is connected to it: then cards show it only while their node is selected. */
  spare: boolean;
  /** Where it takes one edge alone and has that: its socket without it, for who drags that edge. */
  freed?: number;
}

/** The value of a field, as JSON has it. */
export type Value = string | number | boolean | null | (number | string)[] | Settings;
/** Named settings, and what is in them. */
export type Settings = { [name: string]: Setting };
export type Setting = string | number | boolean | null | Setting[] | Settings;
export type Values = Record<string, Value>;

export interface Field {
  name: string;
  /** Which control it is set with: number, integer, choice, switch, shape, delay, text, function, names, words, settings, arrays or code. */
  control: string;
  help: string;
  unit: string;
  low: number | null;
  high: number | null;
  /** The values of a choice, and the names beside which a function takes expressions. */
  choices: string[];
  live: boolean;
  log: boolean;
  default: Value;
}

export interface EdgeKind {
  help: string;
  fields: Field[];
}

export interface NodeKind extends EdgeKind {
  category: string;
  /** What a person has to do to add one, empty where the palette can. */
  needs: string;
  ports: Input[];
  outputs: Output[];
}

export interface NodeEntry {
  name: string;
  /** What its card is headed with: the name, without that of the group around it. */
  title: string;
  kind: string;
  category: string;
  colour: string;
  /** The colour that a person gave it, or empty. */
  own_colour: string;
  shape: string;
  /** The frame of its first response, null when it never responds. */
  response: number | null;
  x: number | null;
  y: number | null;
  collapsed: boolean;
  group: Id | null;
  ports: Input[];
  outputs: Output[];
  fields: Values;
  /** What the last live edit had to begin anew here, or empty. */
  said: string;
}

export interface EdgeEntry {
  name: string;
  kind: string;
  source: Id;
  out: string;
  target: Id;
  port: string;
  words: string;
  delay: number;
  automatic: boolean;
  on: boolean;
  bends: Point[];
  fields: Values;
  said: string;
}

export interface Problem {
  subject: string;
  severity: string;
  words: string;
  /** What would mend it, and can be asked for by `mend`: "set delay to 4"; empty where a person has to. */
  fix: string;
  /** The edges of a cycle inside one frame, where that is the problem. */
  cycle?: Id[];
}

export interface Status {
  name: string;
  valid: boolean;
  /** Whether a program runs at all: a drawing that was never valid has none. */
  begun: boolean;
  inference: number | null;
  response: string;
  undo: string;
  redo: string;
  snapshots: string[];
}

export interface Scene {
  graph: Status;
  kinds: { nodes: Record<string, NodeKind>; edges: Record<string, EdgeKind> };
  nodes: Record<Id, NodeEntry>;
  edges: Record<Id, EdgeEntry>;
  problems: Problem[];
  /** "source>target" (sockets) -> the kind of edge that fits, or "!" and why none does. */
  fits: Record<string, string>;
}

/** A scene, or those parts of it that have changed; of nodes, edges and fits only the changed ones, null for gone. */
export interface Change {
  change: Partial<Omit<Scene, "nodes" | "edges" | "fits">> & {
    nodes?: Record<Id, NodeEntry | null>;
    edges?: Record<Id, EdgeEntry | null>;
    fits?: Record<string, string | null>;
  };
  version: number;
  whole?: boolean;
}

export interface Answer {
  answer: string;
  number: number;
  result?: Result;
  refused?: string;
  /** The edges of a cycle inside a frame, where that is why. */
  cycle?: Id[];
}

export interface Result {
  node?: Id;
  nodes?: Id[];
  edge?: Id;
  lines?: string[];
  text?: string;
  owners?: string[];
}

/** The end of a wire that is dragged: the port that it hangs at. */
export interface End {
  node: Id;
  port: string;
  side: "input" | "output";
}

/** What goes into a group, or (null) out of all. */
export interface Grouping {
  items: Id[];
  id: Id | null;
}

/** Where nodes and wires are drawn that nobody has placed. */
export interface Drawn {
  places: Record<Id, Point>;
  bends: Record<Id, Point[]>;
}

export type Command =
  | { do: "add"; kind: string; x: number; y: number; group?: Id; end?: End; edge?: Id }
  | { do: "connect"; source: Id; out: string; target: Id; port?: string; kind?: string }
  | { do: "rewire"; edge: Id; end: "source" | "target"; node: Id; port: string }
  | { do: "splice"; node: Id; edge: Id; gesture?: string }
  | { do: "remove" | "group" | "ungroup"; items: Id[] }
  | { do: "copy" | "cut" | "duplicate"; items: Id[]; drawn?: Drawn }
  | { do: "rename"; node: Id; name: string }
  | { do: "set"; items: Id[]; fields: Values; gesture?: string }
  | { do: "toggle_delay"; edge: Id }
  | { do: "mend"; item: Id }
  | { do: "kind"; items: Id[]; kind: string }
  | { do: "arrange"; places: Record<Id, Point>; bends?: Record<Id, Point[]>; drawn?: Drawn; gesture?: string; group?: Grouping }
  | { do: "bend"; edge: Id; bends: Point[] }
  | { do: "colour"; items: Id[]; colour: string }
  | { do: "collapse"; items: Id[]; collapsed: boolean }
  | { do: "paste"; x?: number; y?: number; group?: Id }
  | { do: "undo" | "redo" | "python" | "code" }
  | { do: "snapshot" | "restore" | "forget"; name: string }
  | { do: "diff"; before: string; after?: string };
