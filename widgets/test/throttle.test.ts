import assert from "node:assert/strict";
import { test } from "node:test";
import { throttled } from "../src/throttle.ts";

test("the first value passes at once, then the newest of many, and nothing twice", async () => {
  const sent: number[] = [];
  const say = throttled<number>((value) => sent.push(value), 20);
  for (const value of [1, 2, 3]) say(value);
  assert.deepEqual(sent, [1]);
  await new Promise((done) => setTimeout(done, 60));
  assert.deepEqual(sent, [1, 3]);
  say(3);
  await new Promise((done) => setTimeout(done, 40));
  assert.deepEqual(sent, [1, 3]);
});
