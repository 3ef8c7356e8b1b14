import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRoom } from "../../src/editor/room.ts";
import type { Session } from "../../src/editor/session.ts";
import { Store } from "../../src/editor/store.ts";
import { session } from "./scenes.ts";

function open() {
  const store = new Store<Session>(session({ panel: "code", outline: true }));
  const panels = () => [store.get().panel, store.get().outline];
  return { store, panels };
}

test("panels close where there is little room, and come back as they were", () => {
  const { store, panels } = open();
  const giveBack = makeRoom(store);
  assert.deepEqual(panels(), [null, false]);
  store.set({ selection: new Set(["a"]) });
  giveBack();
  assert.deepEqual(panels(), ["code", true]);
});

test("what somebody has opened or closed meanwhile stays as it is", () => {
  const { store, panels } = open();
  const giveBack = makeRoom(store);
  store.set({ panel: "inspector" });
  giveBack();
  assert.deepEqual(panels(), ["inspector", false]);
  const again = makeRoom(store);
  store.set({ outline: true });
  store.set({ outline: false });
  again();
  assert.deepEqual(panels(), [null, false]);
});

test("panels that came back can be closed", () => {
  const { store, panels } = open();
  makeRoom(store)();
  store.set({ panel: null });
  assert.deepEqual(panels(), [null, true]);
});
