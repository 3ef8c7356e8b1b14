import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../src/editor/store.ts";

test("setting some fields makes a new state, keeps the others, and tells everybody", () => {
  const store = new Store({ a: 1, b: [2] });
  const before = store.get();
  const seen: number[] = [];
  store.subscribe(() => seen.push(store.get().a));
  store.set({ a: 5 });
  assert.deepEqual([before, store.get(), seen], [{ a: 1, b: [2] }, { a: 5, b: [2] }, [5]]);
  assert.equal(store.get().b, before.b);
});

test("who has left is told nothing, also when it leaves while being told", () => {
  const store = new Store({ a: 1 });
  let told = 0;
  const leave = store.subscribe(() => {
    told += 1;
    leave();
  });
  store.subscribe(() => (told += 10));
  store.set({ a: 2 });
  store.set({ a: 3 });
  assert.equal(told, 21);
});
