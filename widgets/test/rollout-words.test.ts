import assert from "node:assert/strict";
import { test } from "node:test";
import { Unrolled } from "../src/rollout-cone.ts";
import type { Scene } from "../src/rollout-protocol.ts";
import { describe, framesAndAges } from "../src/rollout-words.ts";
import fixture from "./rollout.fixture.json" with { type: "json" };

const scene = fixture.scene as unknown as Scene;
const drawn = new Unrolled(scene.rows, scene.patterns[0]!);
const told = (name: string, frame: number, now = 12) => describe(drawn, { row: scene.rows.findIndex((row) => row.name === name), frame }, now);

test("frames and ages read like this", () => {
  assert.equal(framesAndAges([9], 12, 0), "frame 9 (age 3)");
  assert.equal(framesAndAges([9, 10], 12, 0), "frames 9 and 10 (ages 2 and 3)");
  assert.equal(framesAndAges([0, 1, 2, 3, 4, 5], 7, 0), "frames 0 to 5 (ages 2 to 7)");
  assert.equal(framesAndAges([0, 2, 4, 6, 8], 9, 0), "frames 0, …, 4, 6, 8 (ages 1, 3, 5, …, 9)");
  const all = Array.from({ length: 38 }, (_, number) => 960 + number);
  assert.equal(framesAndAges(all, 1000, 960), "frame 997 and all before (ages 3, 4, 5, …)");
  const other = all.filter((frame) => frame % 2 === 0);
  assert.equal(framesAndAges(other, 1000, 960), "frames …, 992, 994, 996 (ages 4, 6, 8, …)");
});

test("a cell says what it depends on, what meets there and what it reaches", () => {
  assert.equal(
    told("answer", 4),
    "`answer` in frame 4 depends on `data` of frame 2 (age 2). Here meet `low` (ages 2, 5, 6, 9, …) and " +
      "`high` (ages 2, 3, 6, 7, …). It reaches `learn` in frame 5 and `right` in frame 5.",
  );
});

test("what comes in says where it goes; the future is spoken of as such", () => {
  assert.match(told("data", 4), /^`data` in frame 4 comes in from outside\. What comes in there reaches `low` in frame 5, /);
  assert.match(told("answer", 14), /^`answer` in frame 14 will depend on .* It will reach /);
});

test("what is not valid says why", () => {
  assert.match(told("low", 0), /^`low` in frame 0 holds its start value: nothing has come in yet\./);
  assert.match(told("high", 1), /^Nothing that came in has reached `high` in frame 1 yet; its first response is in frame 2\./);
  assert.match(told("low", 2), /Not all of its inputs tell something yet; from frame 4 on they do\./);
  assert.match(told("off", 5), /is muted or held: it holds one value and depends on nothing\.$/);
  assert.match(told("high", 5), /It is not due, and holds what it had in frame 4\./);
});

test("a single age is one", () => {
  assert.match(told("right", 12), /and `data` \(age 3\)\./);
});

test("a loss says which frames it compares, and whether they belong together", () => {
  assert.match(told("learn", 12), /`learn` compares `answer` of frame 11, the answer to frame 9, with `data\.label` of frame 10\. That is 1 frame too new\./);
  assert.match(told("right", 12), /`right` compares `answer` of frame 11, the answer to frame 9, with `data\.label` of frame 9\.(?! That)/);
});
