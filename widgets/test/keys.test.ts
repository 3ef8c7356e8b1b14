import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, focusOf, type Focus, type Key } from "../src/keys.ts";

function press(key: string, focus: Focus = "other", modifiers: Partial<Key> = {}) {
  return decide({ key, ctrl: false, meta: false, alt: false, shift: false, ...modifiers }, focus);
}

test("the notebook's own letters do not get through", () => {
  for (const key of ["b", "d", "m", "y", "x", "z", "Enter", "Escape"]) assert.equal(press(key).guard, true, key);
});

test("saving, the palette and leaving by Tab stay the notebook's", () => {
  assert.equal(press("s", "other", { ctrl: true }).guard, false);
  assert.equal(press("C", "other", { meta: true, shift: true }).guard, false);
  assert.equal(press("Tab").guard, false);
  assert.equal(press("ArrowLeft", "other", { alt: true }).guard, false);
});

test("cells are not run, moved or merged from in here", () => {
  for (const with_ of [{ ctrl: true }, { meta: true }, { shift: true }, { alt: true }]) assert.equal(press("Enter", "drawing", with_).guard, true);
  for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "M", "Z"]) assert.equal(press(key, "drawing", { ctrl: true, shift: true }).guard, true, key);
  assert.equal(press("Backspace", "drawing", { ctrl: true }).guard, true);
});

test("space plays or pauses, except where the focus uses it", () => {
  assert.equal(press(" ").command, "toggle");
  assert.equal(press(" ", "slider").command, "toggle");
  for (const focus of ["text", "choice", "button"] as const) assert.equal(press(" ", focus).command, null, focus);
});

test("arrows step, except where the focus uses them", () => {
  assert.equal(press("ArrowRight").command, "step");
  assert.equal(press("ArrowLeft", "button").command, "back");
  for (const focus of ["text", "choice", "slider", "drawing"] as const) {
    assert.equal(press("ArrowLeft", focus).command, null, focus);
  }
});

test("a modified key is no command", () => {
  assert.equal(press(" ", "other", { shift: true }).command, null);
  assert.equal(press("ArrowRight", "other", { ctrl: true }).command, null);
});

test("elements are told apart by what they do with keys", () => {
  const element = (tag: string, type = "", role = "", drawing = false) => focusOf({ tag, type, role, editable: false, drawing });
  assert.equal(element("INPUT", "number"), "text");
  assert.equal(element("INPUT", "checkbox"), "button");
  assert.equal(element("DIV", "", "slider"), "slider");
  assert.equal(element("SELECT"), "choice");
  assert.equal(element("DIV"), "other");
  assert.equal(element("DIV", "", "group", true), "drawing");
  assert.equal(element("BUTTON", "", "", true), "button");
});
