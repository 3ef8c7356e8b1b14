// What one view knows that the kernel does not: what is selected, open, dragged or said here. Never sent, never saved.
import type { End, Id, Point, Scene } from "./protocol.ts";

/** What is beside the canvas. */
export type Panel = "inspector" | "code" | "python" | "snapshots" | "keys";

export interface Palette {
  /** Where it opens, in pixels of the canvas. */
  at: Point;
  /** Where the new node goes, in the drawing. */
  place: Point;
  /** A wire that was dropped there, or the edge that the node is put onto. */
  end?: End;
  edge?: Id;
}

export interface Toast {
  number: number;
  words: string;
  error: boolean;
}

/** A wire on its way: from a port, and the edge whose end it is, where one is moved. */
export interface Wiring {
  end: End;
  edge?: Id;
}

export interface Session {
  scene: Scene | null;
  version: number;
  selection: ReadonlySet<Id>;
  /** Positions that are dragged, or dropped and not acknowledged yet. */
  dragged: ReadonlyMap<Id, Point>;
  /** The points that wires pass once that is acknowledged. */
  draggedBends: ReadonlyMap<Id, readonly Point[]>;
  /** Positions of nodes that nobody has placed. */
  automatic: ReadonlyMap<Id, Point>;
  /** Points that wires between such nodes pass. */
  automaticBends: ReadonlyMap<Id, readonly Point[]>;
  /** The wire that the dragged node is put onto if it is dropped now. */
  onto: Id | null;
  wiring: Wiring | null;
  palette: Palette | null;
  panel: Panel | null;
  outline: boolean;
  problems: boolean;
  snap: boolean;
  /** Whether cards show what their nodes hold, and whether wires show that something new comes along. */
  previews: boolean;
  pulse: boolean;
  /** The wire under the pointer, and where that is, in pixels of the canvas. */
  hovered: { edge: Id; at: Point } | null;
  toasts: readonly Toast[];
  /** Edges of a refused cycle, in red for a while. */
  cycle: ReadonlySet<Id>;
  /** What is being done that takes its time, e.g. "Tidying 1000 nodes". */
  busy: string;
  /** The note or name that is edited in place. */
  editing: Id | null;
}

export const START: Session = {
  scene: null,
  version: 0,
  selection: new Set(),
  dragged: new Map(),
  draggedBends: new Map(),
  automatic: new Map(),
  automaticBends: new Map(),
  onto: null,
  wiring: null,
  palette: null,
  panel: "inspector",
  outline: false,
  problems: false,
  snap: false,
  previews: true,
  pulse: false,
  hovered: null,
  toasts: [],
  cycle: new Set(),
  busy: "",
  editing: null,
};

/** What changes with a new scene: what is gone is not selected any more, nor begun with. */
export function follow(session: Session, scene: Scene, version: number): Partial<Session> {
  const here = (id: Id) => id in scene.nodes || id in scene.edges;
  const selection = [...session.selection].every(here) ? session.selection : new Set([...session.selection].filter(here));
  const whole = (begun: Wiring | Palette | null) =>
    begun !== null && (begun.end === undefined || here(begun.end.node)) && (begun.edge === undefined || here(begun.edge));
  const wiring = whole(session.wiring) ? session.wiring : null;
  const palette = whole(session.palette) ? session.palette : null;
  const editing = session.editing !== null && here(session.editing) ? session.editing : null;
  const dragged = left(session.dragged, here);
  const draggedBends = left(session.draggedBends, here);
  return { scene, version, selection, dragged, draggedBends, wiring, palette, editing };
}

/** The same map while all of it is still there. */
function left<Value>(map: ReadonlyMap<Id, Value>, here: (id: Id) => boolean): ReadonlyMap<Id, Value> {
  return [...map.keys()].every(here) ? map : new Map([...map].filter(([id]) => here(id)));
}

/** The selection after a click: alone, or (with a modifier) one more or one less. */
export function choose(selection: ReadonlySet<Id>, id: Id, more: boolean): Set<Id> {
  if (!more) return new Set([id]);
  const result = new Set(selection);
  if (!result.delete(id)) result.add(id);
  return result;
}
