// The wire to the kernel: commands go out, numbered; answers and changes come in.
import { bytesOf } from "../bytes.ts";
import { type Document, take } from "./document.ts";
import type { PreviewMessage } from "./previews.ts";
import type { Answer, Change, Command, Result } from "./protocol.ts";

/** What anywidget offers; a test brings its own. */
export interface Model {
  send(message: object): void;
  get(name: "palettes"): DataView[];
  on(event: "msg:custom", callback: (message: never, buffers: never) => void): void;
  off(event: "msg:custom", callback: (message: never, buffers: never) => void): void;
}

export class Refusal extends Error {
  constructor(
    words: string,
    readonly cycle: readonly string[] = [],
  ) {
    super(words);
  }
}

type Message = Partial<Change> & Partial<Answer> & { previews?: PreviewMessage };

interface Waiting {
  resolve(result: Result): void;
  reject(refusal: Refusal): void;
}

export class Link {
  private readonly waiting = new Map<number, Waiting>();
  private document: Document | null = null;
  private number = 0;

  /**
   * @param onDocument Told whenever the document has changed.
   * @param onPreviews Told what nodes hold.
   */
  constructor(
    private readonly model: Model,
    private readonly view: string,
    private readonly onDocument: (document: Document) => void,
    private readonly onPreviews: (message: PreviewMessage, pixels: Uint8Array) => void = () => {},
  ) {
    model.on("msg:custom", this.hear);
    this.hello();
  }

  /** How many commands wait for their answer. */
  get pending(): number {
    return this.waiting.size;
  }

  /** Sends a command; resolves once the kernel has carried it out, rejects with its words where it refused. */
  send(command: Command): Promise<Result> {
    const number = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      try {
        this.model.send({ view: this.view, number, ...command });
      } catch {
        this.waiting.delete(number);
        reject(new Refusal("The kernel is not there. Start it again, and run the cell."));
      }
    });
  }

  /** Tells the kernel of which nodes and outputs something is to be seen; nothing comes of any other. */
  readonly watch = (ids: readonly string[]): void => this.tell({ view: this.view, watch: ids });

  close(): void {
    this.model.off("msg:custom", this.hear);
    for (const { reject } of this.waiting.values()) reject(new Refusal("The editor was closed."));
    this.waiting.clear();
    this.tell({ goodbye: this.view });
  }

  private hello(): void {
    this.tell({ hello: this.view });
  }

  private tell(message: object): void {
    try {
      this.model.send(message);
    } catch {
      // A saved notebook without a kernel: there is nothing to draw.
    }
  }

  private readonly hear = (message: Message, buffers: readonly DataView[]): void => {
    if (message.previews !== undefined) this.onPreviews(message.previews, bytesOf(buffers[0]!));
    else if (message.change !== undefined) this.change(message as Change);
    else if (message.answer === this.view) this.answer(message as Answer);
  };

  private change(change: Change): void {
    const document = take(this.document, change);
    if (document === null) this.hello();
    else if (document !== this.document) this.onDocument((this.document = document));
  }

  private answer({ number, result, refused, cycle }: Answer): void {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    if (refused === undefined) waiting?.resolve(result ?? {});
    else waiting?.reject(new Refusal(refused, cycle));
  }
}
