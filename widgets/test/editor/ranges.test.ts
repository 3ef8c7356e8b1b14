import assert from "node:assert/strict";
import { test } from "node:test";
import { sliderRange, type Range } from "../../src/editor/ranges.ts";
import { random } from "./random.ts";
import { field } from "./scenes.ts";

const LIVE = { live: true };

function ends({ min, max }: Range): [number, number] {
  return [min, max];
}

test("small bounds are the ends, others leave room around the value", () => {
  assert.deepEqual(ends(sliderRange(field("share", "number", { low: 0, high: 0.9 }), 0.2)!), [0, 0.9]);
  assert.deepEqual(ends(sliderRange(field("noise", "number", { ...LIVE, low: 0, high: 1e6 }), 0)!), [0, 2]);
  assert.deepEqual(ends(sliderRange(field("noise", "number", { ...LIVE, low: 0, high: 1e6 }), 30)!), [0, 200]);
  assert.deepEqual(ends(sliderRange(field("value", "number", LIVE), -3)!), [-20, 20]);
});

test("a field that is neither live nor bounded has no slider, nor has one that is no number", () => {
  assert.equal(sliderRange(field("initial", "number"), 0), null);
  assert.equal(sliderRange(field("act", "choice", LIVE), 0), null);
  assert.equal(sliderRange(field("features", "integer"), 4), null);
});

test("whole numbers begin at their bound and go one by one", () => {
  const range = sliderRange(field("window", "integer", { low: 1, high: 4096 }), 8)!;
  assert.deepEqual([...ends(range), range.step], [1, 51, 1]);
  assert.deepEqual(ends(sliderRange(field("kernel", "integer", { low: 1, high: 9 }), 3)!), [1, 9]);
});

test("a logarithmic slider reaches three powers of ten around the default, and as far as the value", () => {
  const lr = field("lr", "number", { ...LIVE, log: true, low: 0, high: 1000, default: 0.001 });
  assert.deepEqual(ends(sliderRange(lr, 0.001)!), [-6, 0]);
  assert.deepEqual(ends(sliderRange(lr, 20)!), [-6, 2]);
  assert.equal(sliderRange(lr, 0)!.place(0), -6);
});

test("whatever the field, the value is between the ends, and place and value undo one another within a step", () => {
  const next = random(31);
  const any = (scale: number) => Math.round((next() * 2 - 1) * scale * 1000) / 1000;
  for (let round = 0; round < 3000; round++) {
    const log = next() < 0.3;
    const low = next() < 0.3 ? null : log ? 0 : any(10 ** Math.floor(next() * 5));
    const high = next() < 0.3 ? null : (low ?? 0) + 0.001 + Math.abs(any(10 ** Math.floor(next() * 6)));
    const control = next() < 0.3 && !log ? "integer" : "number";
    const whole = (number: number) => (control === "integer" ? Math.round(number) : number);
    const bound = { low: low === null ? null : whole(low), high: high === null ? null : whole(high) + 1 };
    const wanted = log ? 10 ** any(5) : any(10 ** Math.floor(next() * 5));
    const value = Math.min(Math.max(whole(wanted), bound.low ?? -Infinity), bound.high ?? Infinity);
    const range = sliderRange(field("f", control, { ...LIVE, log, ...bound, default: log ? 10 ** Math.round(any(3)) : 0 }), value);
    if (range === null) continue;
    const said = JSON.stringify({ control, log, ...bound, value, ends: ends(range) });
    const place = range.place(value);
    assert.ok(range.min < range.max && range.step > 0, said);
    assert.ok(place >= range.min - 1e-9 && place <= range.max + 1e-9, said);
    assert.ok(Math.abs(range.place(range.value(place)) - place) <= range.step, said);
    for (const end of ends(range)) assert.ok(range.value(end) >= (bound.low ?? -Infinity) && range.value(end) <= (bound.high ?? Infinity), said);
  }
});
