// What the kernel tells the rollout view; the other half is lpnb/widgets/rollout_scene.py and rollout_view.py.

export interface Row {
  id: string;
  name: string;
  colour: string;
  shape: string;
  group: string;
  source: boolean;
  /** A muted or held node: it depends on nothing and tells nothing. */
  silent: boolean;
  /** It is due when the frame modulo `period` is `offset`. */
  period: number;
  offset: number;
  /** Whether its state depends on its own of the frame before, without a link that says so. */
  remembers: boolean;
}

/** [row that is read, row that reads, delay in frames] */
export type Link = [number, number, number];

/** What a loss or a measure compares in a frame: [row, delay] of answer and target. */
export interface Pair {
  node: number;
  answer: [number, number];
  target: [number, number];
  /** How people write what is right: `data.label`. */
  output: string;
  /** How many frames before the comparison that came in which the answer answers to; null: nothing reaches it. */
  age: number | null;
  /** What is wrong with that, e.g. "3 frames too new"; "" when both belong together, or that cannot be told. */
  off: string;
}

export interface Pattern {
  name: "drawn" | "streaming" | "sequential";
  /** The name of an earlier pattern with the same delays, or "". */
  same: string;
  /** Why it is not valid, or "". */
  problem: string;
  factor: number | null;
  response: string;
  links: Link[];
  /** For each row since when it depends on some input, and since when through all of its links; null: never. */
  since: ([number, number] | null)[];
  /** For each row the ages of what merges there, in words. */
  ages: string[];
  /** For each row where several links meet: who brings what, as [node, ages in words]. */
  merges: [string, string][][];
  pairs: Pair[];
}

export interface Scene {
  rows: Row[];
  patterns: Pattern[];
  past: number;
  future: number;
}

/** [id of the row, kind, values across, values down, byte of 0, whether some are negative] */
export type TileFormat = [string, "map" | "picture" | "colours" | "bars" | "square", number, number, number, boolean];

/** The newest frame; which thumbnails are still right; and new ones, whose bytes come frame by frame, row by row. */
export interface FrameMessage {
  now: number;
  keep: number[];
  frames: number[];
  tiles: TileFormat[];
}
