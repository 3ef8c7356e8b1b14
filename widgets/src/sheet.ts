// A picture of values: tiles on a canvas, with numbers at the axes, a frame under the pointer and a colour bar.
// The kernel sends one pixel a value; how tiles are arranged is decided here, so that resizing needs no kernel.
// Messages and traits: see lpnb/widgets/sheet.py.
import type { AnyModel, Render } from "@anywidget/types";
import { arrange, corner, spotAt, step, ticks, type Layout, type Room, type Spot } from "./sheet-layout.ts";
import { tell } from "./tell.ts";
import { throttled } from "./throttle.ts";

interface Facts {
  count: number;
  size: [number, number];
  pixels: [number, number];
  lies: number;
  across: number;
  names: string[];
  axes: [string, string];
  ends: [string, string];
  gradient: string;
  zoomed: boolean;
  stretch: boolean;
}

/** Room for the numbers at the axes, where one tile is shown alone. */
const MARGIN = { left: 40, bottom: 28 };
/** Pixels that a tile needs to carry its name, and that a value needs to be framed. */
const NAMED = 22;
const FRAMED = 4;
/** Most tiles that carry a name: elements are slow to lay out. */
const MOST_NAMES = 128;
const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

function element(name: string, css: string, parent: HTMLElement, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = css;
  made.textContent = text;
  parent.append(made);
  return made;
}

class Drawing {
  readonly host: HTMLElement;
  private readonly plot: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly words: HTMLElement;
  private readonly frames: HTMLElement;
  private readonly bar: HTMLElement;
  private bitmap: ImageBitmap | null = null;
  private decoding = 0;
  private layout: Layout | null = null;
  private spot: Spot | null = null;
  private arranged = "";

  constructor(private readonly model: AnyModel) {
    this.host = document.createElement("div");
    this.host.className = "lpnb-sheet";
    this.host.tabIndex = 0;
    this.host.setAttribute("role", "application");
    this.host.setAttribute("aria-label", "values; arrows move, Enter shows a tile alone, Escape all again");
    this.host.dataset.lpnbOwnKeys = "";
    this.plot = element("div", "lpnb-plot lpnb-sheet-plot", this.host);
    this.canvas = element("canvas", "lpnb-sheet-canvas", this.plot) as HTMLCanvasElement;
    this.frames = element("div", "lpnb-sheet-frames", this.plot);
    this.words = element("div", "lpnb-sheet-words", this.plot);
    this.bar = element("div", "lpnb-scale", this.host);
  }

  /** Makes it follow its model and the person; returns the cleanup. */
  follow(): () => void {
    const send = (message: object) => tell(this.model, message);
    const say = throttled<Spot | null>((at) => send({ at }));
    const point = (spot: Spot | null) => {
      this.spot = spot;
      this.frame();
      say(spot);
    };
    this.plot.addEventListener("pointermove", (event) => point(this.under(event)));
    this.plot.addEventListener("pointerleave", () => point(null));
    this.plot.addEventListener("click", (event) => {
      const spot = this.under(event);
      if (spot !== null) send({ press: spot[0] });
    });
    this.host.addEventListener("keydown", (event) => this.key(event, point, send));
    this.host.addEventListener("blur", () => point(null));
    const follow: [string, () => void][] = [
      ["change:picture", () => void this.decode()],
      ["change:facts", () => this.arrange()],
      ["change:marked", () => this.frame()],
      ["change:box", () => this.size()],
    ];
    for (const [name, act] of follow) this.model.on(name, act);
    const resized = new ResizeObserver(() => this.arrange());
    resized.observe(this.plot);
    this.size();
    void this.decode();
    return () => {
      resized.disconnect();
      for (const [name, act] of follow) this.model.off(name, act);
      this.bitmap?.close();
    };
  }

  private get facts(): Facts {
    return this.model.get("facts") as Facts;
  }

  private size(): void {
    const [width, height] = this.model.get("box") as [number, number];
    this.plot.style.width = `${width}px`;
    this.plot.style.height = `${height}px`;
  }

  private key(event: KeyboardEvent, point: (spot: Spot | null) => void, send: (message: object) => void): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.layout === null) return;
    if (ARROWS.has(event.key)) point(this.spot === null ? [0, 0, 0] : step(this.facts, this.layout, this.spot, event.key));
    else if (event.key === "Enter" && this.spot !== null) send({ press: this.spot[0] });
    else if (event.key === "Escape" && this.facts.zoomed) send({ back: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private async decode(): Promise<void> {
    const bytes = this.model.get("picture") as DataView;
    const number = ++this.decoding;
    if (bytes.byteLength === 0) return;
    const bitmap = await createImageBitmap(new Blob([bytes as unknown as BlobPart], { type: "image/png" }));
    if (number < this.decoding) {
      bitmap.close(); // a newer one is on its way
      return;
    }
    this.bitmap?.close();
    this.bitmap = bitmap;
    this.arrange();
  }

  private under(event: MouseEvent): Spot | null {
    const box = this.canvas.getBoundingClientRect();
    return this.layout && spotAt(this.facts, this.layout, event.clientX - box.left, event.clientY - box.top);
  }

  /** Lays out, if something is different from last time, and paints. */
  private arrange(): void {
    const facts = this.facts;
    if (facts.count === undefined) return;
    const alone = facts.count === 1;
    const room = {
      width: this.plot.clientWidth - (alone ? MARGIN.left : 0),
      height: this.plot.clientHeight - (alone ? MARGIN.bottom : 0),
    };
    if (room.width < 8 || room.height < 8) return;
    const signature = JSON.stringify([facts, room, devicePixelRatio]);
    if (signature !== this.arranged) {
      this.arranged = signature;
      if (this.spot !== null && this.spot[0] >= facts.count) this.spot = null;
      this.layout = arrange(facts, room);
      this.canvas.style.left = alone ? `${MARGIN.left}px` : "0";
      this.canvas.style.width = `${room.width}px`;
      this.canvas.style.height = `${room.height}px`;
      this.canvas.width = Math.round(room.width * devicePixelRatio);
      this.canvas.height = Math.round(room.height * devicePixelRatio);
      this.write(facts, this.layout, alone, room);
      this.frame();
    }
    this.paint(facts);
  }

  private paint(facts: Facts): void {
    const context = this.canvas.getContext("2d");
    if (context === null || this.layout === null || this.bitmap === null) return;
    const { tile } = this.layout;
    const [rows, columns] = facts.pixels;
    const ratio = devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = tile.width * ratio < columns;
    for (let number = 0; number < facts.count; number++) {
      const { x, y } = corner(this.layout, number);
      const from = { x: (number % facts.lies) * columns, y: Math.floor(number / facts.lies) * rows };
      const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
      const [right, bottom] = [Math.round((x + tile.width) * ratio), Math.round((y + tile.height) * ratio)];
      context.drawImage(this.bitmap, from.x, from.y, columns, rows, left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  }

  /** Writes the numbers at the axes or the names of tiles, and the colour bar. */
  private write(facts: Facts, layout: Layout, alone: boolean, room: Room): void {
    this.words.replaceChildren();
    const put = (css: string, text: string, left: number, top: number) => {
      const word = element("span", css, this.words, text);
      word.style.left = `${left}px`;
      word.style.top = `${top}px`;
    };
    const { tile, left, top } = layout;
    if (alone) {
      const [rows, columns] = facts.size;
      const shift = MARGIN.left + left;
      for (const at of ticks(columns, room.width / 34)) {
        put("lpnb-tick-x", String(at), shift + ((at + 0.5) * tile.width) / columns, top + tile.height + 1);
      }
      for (const at of ticks(rows, room.height / 18)) {
        put("lpnb-tick-y", String(at), shift - 4, top + ((at + 0.5) * tile.height) / rows);
      }
      put("lpnb-axis-x", facts.axes[0], shift + tile.width / 2, top + tile.height + 13);
      put("lpnb-axis-y", facts.axes[1], shift - 34, top + tile.height / 2);
    } else if (tile.width >= NAMED && tile.height >= NAMED / 2 && facts.count <= MOST_NAMES) {
      facts.names.forEach((name, number) => {
        const { x, y } = corner(layout, number);
        put("lpnb-tile-name", name, x + 1, y);
      });
    }
    this.bar.replaceChildren();
    if (facts.gradient === "") return;
    element("span", "", this.bar, facts.ends[0]);
    element("i", "", this.bar).style.background = facts.gradient;
    element("span", "", this.bar, facts.ends[1]);
  }

  /** Puts frames around what the pointer is over, and around what another view points at. */
  private frame(): void {
    this.frames.replaceChildren();
    const layout = this.layout;
    if (layout === null) return;
    const facts = this.facts;
    const shift = facts.count === 1 ? MARGIN.left : 0;
    const around = (css: string, x: number, y: number, width: number, height: number) => {
      const { style } = element("i", css, this.frames);
      Object.assign(style, { left: `${x + shift}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    };
    const tiles = new Set(this.model.get("marked") as number[]);
    if (this.spot !== null && facts.count > 1) tiles.add(this.spot[0]);
    for (const tile of tiles) {
      if (tile >= facts.count) continue;
      const { x, y } = corner(layout, tile);
      around("lpnb-mark", x, y, layout.tile.width, layout.tile.height);
    }
    const [height, width] = [layout.tile.height / facts.size[0], layout.tile.width / facts.size[1]];
    if (this.spot === null || Math.min(height, width) < FRAMED) return;
    const { x, y } = corner(layout, this.spot[0]);
    around("lpnb-under", x + this.spot[2] * width, y + this.spot[1] * height, width, height);
  }
}

const render: Render = ({ model, el }) => {
  const drawing = new Drawing(model);
  el.append(drawing.host);
  return drawing.follow();
};

export default { render };
