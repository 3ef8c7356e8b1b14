import assert from "node:assert/strict";
import { test } from "node:test";
import { Unrolled, keyOf } from "../src/rollout-cone.ts";
import type { Scene } from "../src/rollout-protocol.ts";
import fixture from "./rollout.fixture.json" with { type: "json" };

const scene = fixture.scene as unknown as Scene;
const unrolled = (name: string) => new Unrolled(scene.rows, scene.patterns.find((pattern) => pattern.name === name)!);
const row = (name: string) => scene.rows.findIndex((entry) => entry.name === name);

test("pasts and futures are those that Python finds, under every pattern", () => {
  for (const [name, number, frame, past, future] of fixture.cones as [string, number, number, string[], string[]][]) {
    const cone = unrolled(name).cone({ row: number, frame }, 0, fixture.last);
    assert.deepEqual([...cone.past].sort(), past, `past of ${name} ${number}:${frame}`);
    assert.deepEqual([...cone.future].sort(), future, `future of ${name} ${number}:${frame}`);
  }
});

test("what is read and what it is read for are the two ways round", () => {
  const drawn = unrolled("drawn");
  const cells = scene.rows.flatMap((_, number) => [0, 1, 2, 3, 4, 5].map((frame) => ({ row: number, frame })));
  for (const cell of cells) {
    for (const read of drawn.reads(cell)) assert.ok(drawn.feeds(read).some((to) => keyOf(to) === keyOf(cell)));
  }
});

test("a node that is not due reads its own last cell alone", () => {
  const high = row("high");
  assert.deepEqual(unrolled("drawn").reads({ row: high, frame: 3 }), [{ row: high, frame: 2 }]);
  assert.deepEqual(unrolled("drawn").reads({ row: high, frame: 4 }), [{ row: row("low"), frame: 3 }]);
});

test("a cell is valid once all of its inputs tell something", () => {
  const drawn = unrolled("drawn");
  const at = (name: string, frame: number) => drawn.validity({ row: row(name), frame });
  assert.equal(at("data", 0), "valid");
  assert.equal(at("low", 0), "start");
  assert.equal(at("low", 1), "partial");
  assert.equal(at("high", 1), "waiting");
  assert.equal(at("low", 4), "valid");
  assert.equal(at("off", 9), "never");
});

test("periods repeat after their least common multiple", () => {
  assert.equal(unrolled("drawn").cycle, 2);
});
