import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacing, type Report } from "../src/pacing.ts";

/** A browser that paints when it is told to. */
function world() {
  const sent: Report[] = [];
  const waiting: (() => void)[] = [];
  return {
    sent,
    waiting,
    send: (report: Report) => void sent.push(report),
    afterPaint: (done: () => void) => void waiting.push(done),
    paint: () => {
      for (const done of waiting.splice(0)) done();
    },
  };
}

function looking(...keys: string[]) {
  const w = world();
  const pacing = new Pacing("v", w);
  pacing.look(keys);
  w.sent.length = 0;
  return { w, pacing };
}

function lastAck(sent: readonly Report[]): number | undefined {
  return sent.at(-1)?.ack;
}

test("a tick is acknowledged after painting, not before", () => {
  const { w, pacing } = looking("a");
  pacing.tick(1);
  assert.deepEqual(w.sent, []);
  w.paint();
  assert.deepEqual(w.sent, [{ view: "v", shown: ["a"], ack: 1 }]);
});

test("ticks that come before the paint are acknowledged together", () => {
  const { w, pacing } = looking("a");
  pacing.tick(1);
  pacing.tick(2);
  w.paint();
  assert.deepEqual(w.sent.map((report) => report.ack), [2]);
  assert.equal(w.waiting.length, 0);
});

test("nothing is acknowledged while nothing is on screen, and all of it once something is", () => {
  const { w, pacing } = looking();
  pacing.tick(7);
  w.paint();
  assert.deepEqual(w.sent, []);
  pacing.look(["a"]);
  w.paint();
  assert.deepEqual(w.sent, [
    { view: "v", shown: ["a"] },
    { view: "v", shown: ["a"], ack: 7 },
  ]);
});

test("what leaves the screen before the paint is not acknowledged", () => {
  const { w, pacing } = looking("a");
  pacing.tick(1);
  pacing.look([]);
  w.paint();
  assert.deepEqual(w.sent, [{ view: "v", shown: [] }]);
  pacing.look(["a"]);
  w.paint();
  assert.equal(lastAck(w.sent), 1);
});

test("looking at the same parts again says nothing, in whatever order they are named", () => {
  const { w, pacing } = looking("a", "b");
  pacing.look(["b", "a", "b"]);
  assert.deepEqual(w.sent, []);
});
