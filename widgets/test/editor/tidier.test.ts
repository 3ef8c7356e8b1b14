import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Tidier } from "../../src/editor/geometry/tidier.ts";
import { tidy, type TidyJob } from "../../src/editor/geometry/tidy.ts";
import type { Reply, Request } from "../../src/editor/geometry/tidy.worker.ts";

const JOB: TidyJob = { nodes: [{ id: "a", x: 1, y: 2, width: 3, height: 4, group: null }], edges: [], only: null };

/** A web worker that answers when it is told to. */
class FakeWorker {
  static all: FakeWorker[] = [];
  onmessage: ((event: { data: Reply }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  sent: Request[] = [];
  ended = false;

  constructor(readonly url: string) {
    FakeWorker.all.push(this);
  }

  postMessage(request: Request): void {
    this.sent.push(request);
  }

  terminate(): void {
    this.ended = true;
  }
}

const urls = { made: 0, revoked: 0 };
const real = { Worker: globalThis.Worker, make: URL.createObjectURL, revoke: URL.revokeObjectURL };

function tidier(): Tidier {
  FakeWorker.all = [];
  Object.assign(urls, { made: 0, revoked: 0 });
  Object.assign(globalThis, { Worker: FakeWorker });
  URL.createObjectURL = () => `blob:${++urls.made}`;
  URL.revokeObjectURL = () => void (urls.revoked += 1);
  return new Tidier("code");
}

afterEach(() => {
  Object.assign(globalThis, { Worker: real.Worker });
  Object.assign(URL, { createObjectURL: real.make, revokeObjectURL: real.revoke });
});

test("one worker serves all jobs, and starts with the first", async () => {
  const it = tidier();
  assert.equal(FakeWorker.all.length, 0);
  const [first, second] = [it.run(JOB), it.run(JOB)];
  const worker = FakeWorker.all[0]!;
  assert.equal(FakeWorker.all.length, 1);
  const [one, two] = worker.sent.map(({ id }) => id) as [number, number];
  worker.onmessage!({ data: { id: two, result: { boxes: { second: JOB.nodes[0]! }, bends: {} } } });
  worker.onmessage!({ data: { id: one, result: { boxes: {}, bends: {} } } });
  assert.deepEqual(Object.keys((await second).boxes), ["second"]);
  assert.deepEqual(await first, { boxes: {}, bends: {} });
  assert.deepEqual(urls, { made: 1, revoked: 1 });
});

test("what the worker cannot do is rejected, and it goes on", async () => {
  const it = tidier();
  const job = it.run(JOB);
  const worker = FakeWorker.all[0]!;
  worker.onmessage!({ data: { id: worker.sent[0]!.id, error: "no" } });
  await assert.rejects(job, /^Error: no$/);
  assert.ok(!worker.ended);
});

test("when the worker breaks, all that wait are rejected and the next job starts another", async () => {
  const it = tidier();
  const jobs = [it.run(JOB), it.run(JOB)];
  FakeWorker.all[0]!.onerror!({ message: "broken", preventDefault: () => {} });
  for (const job of jobs) await assert.rejects(job, /broken/);
  assert.ok(FakeWorker.all[0]!.ended);
  it.run(JOB).catch(() => {});
  assert.equal(FakeWorker.all.length, 2);
  it.close();
});

test("a page that forbids workers gets a rejection, not an exception", async () => {
  const it = tidier();
  Object.assign(globalThis, { Worker: class { constructor() { throw new Error("forbidden"); } } });
  await assert.rejects(it.run(JOB), /forbidden/);
  assert.deepEqual(urls, { made: 1, revoked: 1 });
});

test("closing ends the worker and everything that waits", async () => {
  const it = tidier();
  const job = it.run(JOB);
  it.close();
  await assert.rejects(job, /closed/);
  await assert.rejects(it.run(JOB), /closed/);
  assert.ok(FakeWorker.all[0]!.ended);
  assert.deepEqual(urls, { made: 1, revoked: 1 });
  tidier().close(); // one that never ran
});

test("the worker answers with what tidy says, or with why it cannot", async () => {
  const replies: Reply[] = [];
  const scope = { onmessage: (_event: { data: Request }) => {}, postMessage: (reply: Reply) => void replies.push(reply) };
  Object.assign(globalThis, { self: scope });
  await import("../../src/editor/geometry/tidy.worker.ts");
  scope.onmessage({ data: { id: 4, job: JOB } });
  scope.onmessage({ data: { id: 5, job: null as unknown as TidyJob } });
  assert.deepEqual(replies[0], { id: 4, result: tidy(JOB) });
  assert.ok("error" in replies[1]! && replies[1].id === 5 && replies[1].error.length > 0);
});
