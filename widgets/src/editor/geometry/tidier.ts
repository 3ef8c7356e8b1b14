// Hands drawings to the web worker that tidies them up.
import type { TidyJob, TidyResult } from "./tidy.ts";
import type { Reply, Request } from "./tidy.worker.ts";

interface Waiting {
  resolve: (result: TidyResult) => void;
  reject: (error: Error) => void;
}

export class Tidier {
  readonly #code: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #url = "";
  #last = 0;
  #closed = false;

  /** @param code The script of tidy.worker.ts. */
  constructor(code: string) {
    this.#code = code;
  }

  /** The worker starts with the first job. Rejects what it cannot lay out, and everything once it is closed. */
  run(job: TidyJob): Promise<TidyResult> {
    if (this.#closed) return Promise.reject(new Error("the editor is closed"));
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage({ id, job } satisfies Request);
        this.#waiting.set(id, { resolve, reject });
      } catch (error) {
        this.#revoke();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  close(): void {
    this.#closed = true;
    this.#stop("the editor was closed");
  }

  #start(): Worker {
    this.#url = URL.createObjectURL(new Blob([this.#code], { type: "text/javascript" }));
    const worker = new Worker(this.#url);
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#take(data);
    // A script that is broken, or that the page's policy forbids: the next job tries anew.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(event.message || "the web worker cannot run");
    };
    return worker;
  }

  #take(reply: Reply): void {
    this.#revoke();
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.result);
  }

  /** Not sooner than its first word: some browsers read the script after the worker is made. */
  #revoke(): void {
    if (this.#url !== "") URL.revokeObjectURL(this.#url);
    this.#url = "";
  }

  #stop(why: string): void {
    this.#revoke();
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}
