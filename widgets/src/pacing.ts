// One view's side of the contract: acknowledge a tick once it is painted, and only while somebody looks.
//
//   tick ─> pending ─(on screen)─> painting ─(painted)─> ack
//              └─(off screen: waits, the kernel stops sending)

/** What a view tells the kernel: the parts on screen in it, and the last tick that it painted. */
export interface Report {
  view: string;
  shown: string[];
  ack?: number;
}

/** What pacing needs from the world; a test brings its own. */
export interface World {
  send(report: Report): void;
  /** Calls back once everything that has arrived so far is painted. */
  afterPaint(done: () => void): void;
}

export class Pacing {
  private pending: number | null = null;
  private painting = false;
  private shown: string[] = [];

  constructor(
    private readonly view: string,
    private readonly world: World,
  ) {}

  /** The kernel has sent everything that belongs to `tick`. */
  tick(tick: number): void {
    this.pending = Math.max(tick, this.pending ?? tick);
    this.paint();
  }

  /** Other parts are on screen now; none when the page is hidden. */
  look(keys: Iterable<string>): void {
    const shown = [...new Set(keys)].sort();
    if (shown.join() === this.shown.join()) return;
    this.shown = shown;
    this.world.send({ view: this.view, shown });
    this.paint();
  }

  private paint(): void {
    if (this.painting || this.pending === null || this.shown.length === 0) return;
    this.painting = true;
    this.world.afterPaint(() => {
      this.painting = false;
      if (this.pending === null || this.shown.length === 0) return;
      const ack = this.pending;
      this.pending = null;
      this.world.send({ view: this.view, shown: this.shown, ack });
    });
  }
}
