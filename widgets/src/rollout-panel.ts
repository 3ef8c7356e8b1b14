// One pattern, drawn: a cell for each node and frame, what is read for what, and the light cone of one cell.
import { keyOf, Unrolled, type Cell, type Cone, type Validity } from "./rollout-cone.ts";
import { element, setData, svg } from "./rollout-elements.ts";
import { CELL, layOut, middle, ROW, ways, type Frames, type Sheet, type Way } from "./rollout-geometry.ts";
import { drawPairs, pairsAt } from "./rollout-pairs.ts";
import type { Pattern, Scene } from "./rollout-protocol.ts";
import { captionOf, tableOf, type Table } from "./rollout-table.ts";
import { paint, type Tiles } from "./rollout-tiles.ts";

const SAID: Record<Validity, string> = {
  start: "start value",
  never: "depends on no input",
  waiting: "no input has arrived yet",
  partial: "not all inputs have arrived yet",
  valid: "",
};
/** Digits of a frame number that fit over a column. */
const DIGITS = 4;
/** Pixels between a cell's edge and its thumbnail. */
const EDGE = 2;

export class Panel {
  readonly root: HTMLElement;
  readonly unrolled: Unrolled;
  private readonly table: Table;
  private readonly sheet: Sheet;
  private readonly tiles = element("canvas", "lpnb-ro-tiles");
  private readonly band = element("div", "lpnb-ro-band");
  private readonly links = svg("g");
  private readonly pairs = svg("g", { class: "lpnb-ro-pairs" });
  private frames: Frames = { first: 0, count: 0 };
  /** The links, as they were when frame `base` was the first. */
  private drawn: { way: Way; path: SVGElement }[] = [];
  private base = 0;
  private look = "";

  constructor(
    private readonly scene: Scene,
    readonly pattern: Pattern,
    width: number,
    title: string,
  ) {
    this.unrolled = new Unrolled(scene.rows, pattern);
    this.sheet = layOut(scene, width);
    this.table = tableOf(scene, pattern, this.sheet, title);
    const size = { width: `${this.sheet.count * this.sheet.pitch}`, height: `${scene.rows.length * ROW}` };
    const drawing = svg("svg", { class: "lpnb-ro-ways", "aria-hidden": "true", ...size });
    const over = svg("svg", { class: "lpnb-ro-ways", "aria-hidden": "true", ...size });
    drawing.append(this.links);
    over.append(this.pairs);
    this.band.style.width = `${this.sheet.pitch}px`;
    this.table.body.prepend(this.band, drawing, this.tiles);
    this.table.body.append(over);
    this.root = element("section", "lpnb-ro-panel", { "data-pattern": pattern.name, "aria-label": `rollout, ${title}` });
    this.root.style.width = `${width}px`;
    this.root.append(captionOf(title, pattern), this.table.root);
  }

  get columns(): number {
    return this.sheet.count;
  }

  cell(row: number, column: number): HTMLElement | undefined {
    return this.table.cells[row]?.[column];
  }

  /** Shows other frames. Far from frame 0, they look the same but for their numbers and where periods stand. */
  show(frames: Frames, now: number): void {
    this.frames = frames;
    this.number(now);
    const settled = Math.max(1, ...this.pattern.since.map((since) => since?.[1] ?? 0));
    const look = [Math.min(frames.first, settled), now - frames.first, frames.first % this.unrolled.cycle].join();
    if (look === this.look) return;
    this.look = look;
    this.base = frames.first;
    this.drawn = ways(this.unrolled, this.sheet, frames).map((way) => {
      return { way, path: svg("path", { d: way.path, ...(way.held ? { "data-held": "" } : {}) }) };
    });
    this.links.replaceChildren(...this.drawn.map(({ path }) => path));
    this.each((cell, at) => this.mark(cell, at, now));
  }

  private number(now: number): void {
    const { first, count } = this.frames;
    const long = String(first + count).length > DIGITS;
    this.table.heads.forEach((head, column) => {
      const frame = first + column;
      const from = `${frame < now ? "−" : "+"}${Math.abs(frame - now)}`;
      const words = long && frame !== now ? from : String(frame);
      if (head.textContent !== words) head.textContent = words;
      head.classList.toggle("lpnb-ro-now", frame === now);
    });
    this.band.style.left = `${(now - first) * this.sheet.pitch}px`;
    this.band.hidden = now < first || now >= first + count;
  }

  private mark(cell: HTMLElement, at: Cell, now: number): void {
    const validity = this.unrolled.validity(at);
    const away = Math.abs(at.frame - now);
    const when = away === 0 ? "now" : `${away} frame${away > 1 ? "s" : ""} ${at.frame < now ? "ago" : "ahead"}`;
    setData(cell, "validity", validity);
    setData(cell, "time", away === 0 ? "now" : at.frame < now ? "past" : "future");
    setData(cell, "held", this.unrolled.due(at.row, at.frame) ? "" : "yes");
    cell.setAttribute("aria-label", [this.scene.rows[at.row]!.name, when, SAID[validity]].filter(Boolean).join(", "));
  }

  private each(act: (cell: HTMLElement, at: Cell) => void): void {
    this.table.cells.forEach((line, row) => line.forEach((cell, column) => act(cell, { row, frame: this.frames.first + column })));
  }

  /** Paints what is known of the cells' values. */
  paint(tiles: Tiles, palettes: readonly Uint8Array[]): void {
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [this.sheet.count * this.sheet.pitch, this.scene.rows.length * ROW];
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.tiles.width !== across || this.tiles.height !== down) {
      Object.assign(this.tiles, { width: across, height: down });
      this.tiles.style.cssText = `width:${width}px;height:${height}px`;
    }
    const context = this.tiles.getContext("2d")!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.each((cell, at) => {
      const { id, colour } = this.scene.rows[at.row]!;
      const tile = tiles.at(id, at.frame);
      setData(cell, "tile", tile === undefined ? "" : "yes");
      if (tile === undefined) return;
      const { x, y } = middle(this.sheet, this.frames, at);
      const corner = CELL / 2 - EDGE;
      context.save();
      context.beginPath();
      // What is held is round, as its cell.
      context.roundRect(x - corner, y - corner, 2 * corner, 2 * corner, this.unrolled.due(at.row, at.frame) ? 3 : corner);
      context.clip();
      paint(context, tile, { x: x - corner, y: y - corner, width: 2 * corner, height: 2 * corner, colour }, palettes);
      context.restore();
    });
  }

  /** Shows the light cone of a cell, or none. */
  highlight(at: Cell | null, now: number): void {
    const last = this.frames.first + this.frames.count - 1;
    const cone = at && this.unrolled.cone(at, this.frames.first, last);
    this.root.classList.toggle("lpnb-ro-lit", cone !== null);
    this.each((cell, here) => setData(cell, "cone", cone === null ? "" : part(cone, at!, here)));
    const by = this.frames.first - this.base;
    const moved = (cell: Cell) => ({ row: cell.row, frame: cell.frame + by });
    for (const { way, path } of this.drawn) {
      setData(path, "cone", cone === null ? "" : between(part(cone, at!, moved(way.from)), part(cone, at!, moved(way.to))));
    }
    const compared = pairsAt(this.pattern.pairs, this.frames, at, now);
    this.pairs.replaceChildren(...drawPairs(this.sheet, this.frames, compared, at));
  }
}

type Part = "" | "past" | "focus" | "future";

function part(cone: Cone, at: Cell, here: Cell): Part {
  const key = keyOf(here);
  if (key === keyOf(at)) return "focus";
  return cone.past.has(key) ? "past" : cone.future.has(key) ? "future" : "";
}

function between(from: Part, to: Part): Part {
  if (from === "past" && (to === "past" || to === "focus")) return "past";
  return to === "future" && (from === "future" || from === "focus") ? "future" : "";
}
