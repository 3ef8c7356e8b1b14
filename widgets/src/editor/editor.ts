// One open editor: its session, its wire to the kernel, and what the actions need of both.
import type { ReactFlowInstance } from "@xyflow/react";
import { bytesOf } from "../bytes.ts";
import type { Document } from "./document.ts";
import { Flow, type FlowEdge, type FlowNode } from "./flow.ts";
import { Link, type Model, Refusal } from "./link.ts";
import { Previews } from "./previews.ts";
import type { Command, Id, Result } from "./protocol.ts";
import { follow, type Session, START } from "./session.ts";
import { Store } from "./store.ts";

/** Milliseconds for which a message stays; one that says why something was refused stays longer. */
const TOLD = 4000;
const REFUSED = 12_000;
const TOASTS = 3;
/** Milliseconds in which what comes on screen is told together. */
const SOON = 80;

export class Editor {
  readonly store = new Store<Session>(START);
  readonly flow = new Flow();
  readonly link: Link;
  readonly previews: Previews;
  /** Set by the canvas once it is there. */
  canvas: ReactFlowInstance<FlowNode, FlowEdge> | null = null;
  /** The element that the canvas fills. */
  frame: HTMLElement | null = null;
  /** Where the pointer is over the canvas, in pixels of the window; null when it is elsewhere. */
  pointer: { x: number; y: number } | null = null;
  /** Told after each new scene. */
  readonly onScene = new Set<() => void>();

  private toasts = 0;

  constructor(
    readonly model: Model,
    view: string,
  ) {
    const onDocument = ({ scene, version }: Document) => {
      this.store.set(follow(this.store.get(), scene, version));
      for (const listener of this.onScene) listener();
    };
    this.link = new Link(model, view, onDocument, (message, pixels) => this.previews.take(message, pixels));
    let palettes: Uint8Array[] | undefined;
    this.previews = new Previews({ watch: this.link.watch, soon: (done) => setTimeout(done, SOON) }, () => (palettes ??= model.get("palettes").map(bytesOf)));
  }

  get session(): Session {
    return this.store.get();
  }

  /** Has the kernel carry out a command. Null where it refused: then that has been said already. */
  async run(command: Command): Promise<Result | null> {
    try {
      const result = await this.link.send(command);
      this.forgive();
      return result;
    } catch (error) {
      const { message, cycle } = error instanceof Refusal ? error : new Refusal(String(error));
      this.say(message, true);
      if (cycle.length > 0) this.store.set({ cycle: new Set(cycle) });
      return null;
    }
  }

  /** Says something in the corner of the canvas, and to screen readers. */
  say(words: string, error = false): void {
    this.tell(words, error);
  }

  /** Says something, and returns the number by which it can be unsaid. */
  tell(words: string, error = false): number {
    const number = ++this.toasts;
    const { toasts } = this.session;
    this.store.set({ toasts: [...toasts.filter((toast) => toast.words !== words), { number, words, error }].slice(-TOASTS) });
    setTimeout(() => this.unsay(number), error ? REFUSED : TOLD);
    return number;
  }

  /** Takes back the refusals of before: something was done that is right. */
  private forgive(): void {
    for (const { number, error } of this.session.toasts) if (error) this.unsay(number);
  }

  unsay(number: number): void {
    const { toasts, cycle } = this.session;
    const left = toasts.filter((toast) => toast.number !== number);
    if (left.length === toasts.length) return;
    this.store.set({ toasts: left, cycle: left.some((toast) => toast.error) ? cycle : new Set() });
  }

  select(ids: Iterable<Id>): void {
    this.store.set({ selection: new Set(ids) });
  }

  /** The selected nodes or edges, in no special order. */
  selected(what: "nodes" | "edges"): Id[] {
    const { scene, selection } = this.session;
    return scene === null ? [] : [...selection].filter((id) => id in scene[what]);
  }

  close(): void {
    this.link.close();
    this.onScene.clear();
  }
}
