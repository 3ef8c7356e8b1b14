// One view of a rollout: which patterns are shown, what has the focus, and what is said about it.
import type { Cell } from "./rollout-cone.ts";
import { element } from "./rollout-elements.ts";
import { framesAround, panelsInLine, type Frames } from "./rollout-geometry.ts";
import { legendOf } from "./rollout-legend.ts";
import { Panel } from "./rollout-panel.ts";
import type { FrameMessage, Pattern, Row, Scene } from "./rollout-protocol.ts";
import { Sight } from "./rollout-sight.ts";
import { titleOf } from "./rollout-table.ts";
import { Tiles } from "./rollout-tiles.ts";
import { describe } from "./rollout-words.ts";

/** Pixels between panels. */
const GAP = 18;
const HINT = "Point at a cell, or move to it with Tab and the arrow keys, to see what it depends on and what it will influence.";

/** Where a person is: a row, and how many frames from the newest one. */
interface Spot {
  row: number;
  ahead: number;
  panel: number;
}

export class RolloutView {
  private scene: Scene | null = null;
  private readonly tiles = new Tiles();
  private readonly bar = element("div", "lpnb-ro-bar");
  private readonly stage = element("div", "lpnb-ro-stage");
  private readonly words = element("div", "lpnb-ro-words");
  private readonly spoken = element("div", "lpnb-ro-spoken", { "aria-live": "polite" });
  private legend: HTMLElement = element("div");
  private panels: Panel[] = [];
  private chosen = new Set<string>(["drawn"]);
  private fromStart = false;
  private pointed: Spot | null = null;
  private focused: Spot | null = null;
  private waiting = 0;
  private width = 0;
  private readonly resized: ResizeObserver;
  private readonly sight: Sight;

  constructor(
    private readonly host: HTMLElement,
    private readonly palettes: readonly Uint8Array[],
    look: (rows: string[]) => void,
  ) {
    this.sight = new Sight(look);
    host.append(this.bar, this.stage, this.words, this.legend, this.spoken);
    this.resized = new ResizeObserver(() => {
      const width = Math.floor(host.clientWidth);
      if (width > 0 && width !== this.width) this.build(width);
    });
    this.resized.observe(host);
    for (const kind of ["pointerover", "pointerleave", "focusin", "focusout", "keydown", "click"] as const) {
      this.stage.addEventListener(kind, (event) => this.hear(kind, event));
    }
  }

  setScene(scene: Scene): void {
    this.scene = scene;
    this.pointed = this.focused = null;
    if (this.patterns().length === 0) this.chosen = new Set(["drawn"]);
    this.build(this.width);
  }

  /** Takes a message of the kernel; what comes in bursts is painted once. */
  take(message: FrameMessage, bytes: Uint8Array): void {
    this.tiles.take(message, bytes);
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  close(): void {
    cancelAnimationFrame(this.waiting);
    this.resized.disconnect();
    this.sight.close();
    this.host.replaceChildren();
  }

  // -- what is shown ------------------------------------------------------------------------------------------------

  private patterns(): Pattern[] {
    return (this.scene?.patterns ?? []).filter((pattern) => pattern.same === "" && this.chosen.has(pattern.name));
  }

  private title(pattern: Pattern): string {
    const twin = this.scene!.patterns.find((other) => other.same === pattern.name);
    return titleOf(pattern.name, twin?.name ?? "");
  }

  private build(width: number): void {
    this.width = width;
    const scene = this.scene;
    if (scene === null || width === 0) return;
    const patterns = this.patterns();
    const line = panelsInLine(scene, width, patterns.length, GAP);
    const each = Math.floor((width - (line - 1) * GAP) / line);
    this.panels = patterns.map((pattern) => new Panel(scene, pattern, each, this.title(pattern)));
    this.stage.replaceChildren(...this.panels.map((panel) => panel.root));
    if (scene.rows.length === 0) this.stage.replaceChildren(element("p", "lpnb-ro-empty", {}, "There is no node yet."));
    this.drawBar(scene);
    const legend = legendOf(scene, patterns);
    this.legend.replaceWith(legend);
    this.legend = legend;
    this.watchRows(scene.rows);
    this.draw();
    const start = this.panels[0]?.cell(scene.rows.length - 1, Math.max(0, this.tiles.now - this.frames().first));
    if (start) start.tabIndex = 0;
  }

  private drawBar(scene: Scene): void {
    const buttons = scene.patterns
      .filter((pattern) => pattern.same === "")
      .map((pattern) => {
        const on = this.chosen.has(pattern.name);
        return this.button(this.title(pattern), on, "Show this rollout; several stand side by side", () => {
          if (on && this.patterns().length === 1) return;
          if (on) this.chosen.delete(pattern.name);
          else this.chosen.add(pattern.name);
        });
      });
    const start = this.button("from frame 0", this.fromStart, "Show the first frames, in which the network begins to respond", () => {
      this.fromStart = !this.fromStart;
    });
    this.bar.replaceChildren(element("b", "", {}, "Rollout"), ...buttons, element("span", "lpnb-ro-spacer"), start);
  }

  private button(words: string, on: boolean, title: string, act: () => void): HTMLElement {
    const button = element("button", "lpnb-ro-button", { type: "button", title, "aria-pressed": String(on) }, words);
    button.addEventListener("click", () => {
      const place = [...this.bar.children].indexOf(button);
      act();
      this.pointed = this.focused = null;
      this.build(this.width);
      (this.bar.children[place] as HTMLElement | undefined)?.focus();
    });
    return button;
  }

  private frames(): Frames {
    const count = Math.min(...this.panels.map((panel) => panel.columns));
    return framesAround(this.scene!, this.tiles.now, count, this.fromStart);
  }

  private draw(): void {
    if (this.scene === null || this.panels.length === 0) return;
    const frames = this.frames();
    for (const panel of this.panels) {
      panel.show(frames, this.tiles.now);
      if (panel.pattern.name === "drawn") panel.paint(this.tiles, this.palettes);
    }
    this.highlight();
  }

  private highlight(): void {
    const spot = this.pointed ?? this.focused;
    const at = spot && this.at(spot);
    for (const panel of this.panels) panel.highlight(at, this.tiles.now);
    this.words.replaceChildren(...(at === null ? [HINT] : marked(this.tell(spot!, at))));
  }

  private at(spot: Spot): Cell {
    return { row: spot.row, frame: spot.ahead + (this.fromStart ? 0 : this.tiles.now) };
  }

  private tell(spot: Spot, at: Cell): string {
    const panel = this.panels[spot.panel] ?? this.panels[0]!;
    const which = this.panels.length > 1 ? `${this.title(panel.pattern)}: ` : "";
    return which + describe(panel.unrolled, at, this.tiles.now);
  }

  // -- what a person does -------------------------------------------------------------------------------------------

  private hear(kind: string, event: Event): void {
    const spot = this.spotOf(event.target);
    if (kind === "keydown") {
      if (spot !== null) this.press(spot, event as KeyboardEvent);
      return;
    }
    if (kind === "click") (event.target as HTMLElement).focus({ preventScroll: true });
    else if (kind === "pointerover") this.pointed = spot;
    else if (kind === "pointerleave") this.pointed = null;
    else if (kind === "focusin" && spot !== null) this.focus(spot, event.target as HTMLElement);
    else if (kind === "focusout") this.focused = null;
    this.highlight();
  }

  private focus(spot: Spot, cell: HTMLElement): void {
    this.focused = spot;
    for (const other of this.stage.querySelectorAll<HTMLElement>('[role="gridcell"][tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    this.spoken.textContent = this.tell(spot, this.at(spot)).replaceAll("`", "");
  }

  private press(spot: Spot, event: KeyboardEvent): void {
    const column = Number((event.target as HTMLElement).dataset.column);
    const last = this.frames().count - 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [spot.row, column - 1],
      ArrowRight: [spot.row, column + 1],
      ArrowUp: [spot.row - 1, column],
      ArrowDown: [spot.row + 1, column],
      Home: [spot.row, 0],
      End: [spot.row, last],
    };
    const to = moves[event.key];
    if (event.key === "Escape") {
      this.pointed = null;
      (event.target as HTMLElement).blur();
    } else if (to !== undefined) {
      this.pointed = null;
      this.panels[spot.panel]?.cell(to[0], to[1])?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private spotOf(target: EventTarget | null): Spot | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>(".lpnb-ro-cell") : null;
    if (cell === null) return null;
    const panel = this.panels.findIndex(({ root }) => root.contains(cell));
    const frame = this.frames().first + Number(cell.dataset.column);
    return { row: Number(cell.dataset.row), ahead: frame - (this.fromStart ? 0 : this.tiles.now), panel };
  }

  private watchRows(rows: readonly Row[]): void {
    const drawn = this.panels.find((panel) => panel.pattern.name === "drawn");
    this.sight.watch(drawn ? rows.flatMap(({ id }, row) => (drawn.cell(row, 0) ? [[id, drawn.cell(row, 0)!]] : [])) : []);
  }
}

/** Words in which names stand between backticks, as nodes of the page. */
function marked(words: string): (string | HTMLElement)[] {
  return words.split("`").map((part, place) => (place % 2 === 1 ? element("b", "", {}, part) : part));
}
