import assert from "node:assert/strict";
import { test } from "node:test";
import { Kept, shared, Stand, steady } from "../../src/editor/kept.ts";

test("a thing is made once for as long as its parts are the same, and anew after it was gone", () => {
  const kept = new Kept<object>();
  const first = kept.get("a", [1, "x"], () => ({}));
  assert.equal(kept.get("a", [1, "x"], () => ({})), first);
  const second = kept.get("a", [2, "x"], () => ({}));
  assert.notEqual(second, first);
  kept.leave((id) => id !== "a");
  assert.notEqual(kept.get("a", [2, "x"], () => ({})), second);
});

test("things that come anew with the same content are stood for by one object", () => {
  const faces = new Stand<{ name: string; x: number }, object>(({ x: _, ...face }) => face, Object.values);
  const [here, there, other] = [{ name: "a", x: 1 }, { name: "a", x: 2 }, { name: "b", x: 2 }];
  const face = faces.get("id", here);
  assert.deepEqual(face, { name: "a" });
  assert.equal(faces.get("id", there), face);
  assert.notEqual(faces.get("id", other), face);
  assert.equal(faces.get("id", here), face);
});

test("a list with the very same items is the old list", () => {
  const [one, two] = [{}, {}];
  const old = [one, two];
  assert.equal(steady(old, [one, two]), old);
  for (const fresh of [[two, one], [one], [one, two, two], [one, {}]]) assert.equal(steady(old, fresh), fresh);
});

test("what is equal is taken from the old value, however deep, and what is not is new", () => {
  const old = { a: { fields: { noise: 0 }, ports: [{ name: "in" }] }, b: { x: 1, bends: [] } };
  const fresh = structuredClone(old);
  assert.equal(shared(old, fresh), old);
  fresh.b.x = 2;
  const found = shared(old, fresh);
  assert.deepEqual(found, fresh);
  assert.equal(found.a, old.a);
  assert.equal(found.b.bends, old.b.bends);
  assert.equal(old.b.x, 1);
});

test("lists stay lists, and what was taken away or put in the place of another kind of thing is seen", () => {
  assert.deepEqual(shared([1, { a: 1 }, 3], [1, { a: 1 }]), [1, { a: 1 }]);
  assert.deepEqual(shared({ a: 1, b: 2 }, { a: 1 }), { a: 1 });
  assert.deepEqual(shared({ a: 1, b: 2 }, { a: 1, c: 2 }), { a: 1, c: 2 });
  assert.deepEqual(shared({ a: [] }, { a: {} }), { a: {} });
  assert.deepEqual(shared({ a: null }, { a: { x: 1 } }), { a: { x: 1 } });
  assert.deepEqual(shared({ a: undefined }, { b: undefined }), { b: undefined });
});
