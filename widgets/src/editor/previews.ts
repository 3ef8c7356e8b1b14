// Previews: what nodes hold, painted into their cards. The kernel is told what can be seen, and sends nothing else.
import type { TileFormat } from "../rollout-protocol.ts";
import { paint, Tiles } from "../rollout-tiles.ts";
import type { Id } from "./protocol.ts";

/** Least, mean and most. */
export type Ends = readonly [number, number, number];

export interface PreviewMessage {
  frame: number;
  tiles: TileFormat[];
  /** Of outputs that were asked for by name. */
  values: Record<Id, Ends>;
}

/** What previews need of the world; a test brings its own. */
export interface World {
  /** Tells the kernel what can be seen. */
  watch(ids: readonly Id[]): void;
  /** Calls back soon, once for all that happens until then. */
  soon(done: () => void): void;
}

/** How high, and how wide at most, a preview is, in pixels of the drawing. */
export const SIDE = 34;
const WIDEST = 96;

const same = (one: Uint8Array | undefined, other: Uint8Array) => one?.length === other.length && one.every((byte, at) => byte === other[at]);

export class Previews {
  /** Told after each message, with the ids of what is another thing than before. */
  readonly changed = new Set<(ids: readonly Id[]) => void>();
  private readonly tiles = new Tiles();
  private readonly places = new Map<HTMLCanvasElement, Id>();
  private readonly visible = new Set<HTMLCanvasElement>();
  private values: PreviewMessage["values"] = {};
  private asked: Id | null = null;
  private told = "";
  private waiting = false;

  constructor(
    private readonly world: World,
    private readonly palettes: () => readonly Uint8Array[],
  ) {}

  /** Takes what the kernel sends. */
  take({ frame, tiles, values }: PreviewMessage, bytes: Uint8Array): void {
    const before = new Map(tiles.map(([id]) => [id, this.tiles.at(id, this.tiles.now)?.bytes]));
    this.tiles.take({ now: frame, keep: [], frames: [frame], tiles }, bytes);
    this.values = values;
    const changed = [...before.keys()].filter((id) => !same(before.get(id), this.tiles.at(id, frame)!.bytes));
    for (const canvas of this.visible) this.draw(canvas);
    for (const listener of this.changed) listener(changed);
  }

  /** A place for the preview of a node came. */
  add(canvas: HTMLCanvasElement, id: Id): void {
    this.places.set(canvas, id);
  }

  /** It went. */
  remove(canvas: HTMLCanvasElement): void {
    this.see(canvas, false);
    this.places.delete(canvas);
  }

  /** It came on screen, or left it. */
  see(canvas: HTMLCanvasElement, visible: boolean): void {
    if (visible === this.visible.has(canvas)) return;
    if (visible) this.visible.add(canvas);
    else this.visible.delete(canvas);
    this.tell();
  }

  /** Somebody wants to know what an output holds (`node:output`), or nobody any more. */
  ask(output: Id | null): void {
    this.asked = output;
    this.tell();
  }

  /** What an output that was asked for holds, and since which frame; null as long as that is not known. */
  value(output: Id): { frame: number; ends: Ends } | null {
    const ends = this.values[output];
    return ends === undefined ? null : { frame: this.tiles.now, ends };
  }

  /** Paints what a node or an output holds. */
  draw(canvas: HTMLCanvasElement, id = this.places.get(canvas)!): void {
    const tile = this.tiles.at(id, this.tiles.now);
    const nothing = tile === undefined || tile.format[1] === "square"; // one number says nothing as a colour
    canvas.toggleAttribute("data-empty", nothing);
    if (nothing) return;
    const [, kind, width, height] = tile.format;
    const across = kind === "bars" ? WIDEST : Math.min(WIDEST, Math.round((SIDE * width) / height));
    if (canvas.width !== 2 * across) {
      canvas.width = 2 * across; // twice as fine as the drawing, which can be zoomed
      canvas.height = 2 * SIDE;
      canvas.style.width = `${across}px`;
    }
    const context = canvas.getContext("2d")!;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const place = { x: 0, y: 0, width: canvas.width, height: canvas.height, colour: getComputedStyle(canvas).color };
    paint(context, tile, place, this.palettes());
  }

  private tell(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.world.soon(() => {
      this.waiting = false;
      const seen = [...this.visible].map((canvas) => this.places.get(canvas)!).sort();
      const ids = this.asked === null ? seen : [...seen, this.asked];
      if (ids.join() === this.told) return;
      this.told = ids.join();
      this.world.watch(ids);
    });
  }
}
