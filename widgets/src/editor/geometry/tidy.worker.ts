// Tidies up in a web worker, so that a large drawing does not stop the page. tidier.ts is its other end.
import { tidy, type TidyJob, type TidyResult } from "./tidy.ts";

export interface Request {
  id: number;
  job: TidyJob;
}

export type Reply = { id: number; result: TidyResult } | { id: number; error: string };

function answer({ id, job }: Request): Reply {
  try {
    return { id, result: tidy(job) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<Request>) => self.postMessage(answer(data));
