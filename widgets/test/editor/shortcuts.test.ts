import assert from "node:assert/strict";
import { test } from "node:test";
import { type Action, actionOf, type Digits, type Press, SHORTCUTS, typed } from "../../src/editor/shortcuts.ts";

const KEYS = [..."abcdefghijklmnopqrstuvwxyz0123456789/?.,+-", "Tab", "Enter", "Escape", "Delete", "Backspace", "F1", "F2", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", " "];
/** The actions that a line of the help speaks of besides its own. */
const ALSO: Partial<Record<Action, Action[]>> = { left: ["right", "up", "down"], copy: ["cut", "paste"] };

function press(key: string, more: Partial<Press> = {}): Action | null {
  return actionOf({ key, ctrl: false, shift: false, alt: false, ...more });
}

/** Every press there is, with what it does. */
function presses(): [string, Action][] {
  const all = KEYS.flatMap((key) => [false, true].flatMap((ctrl) => [false, true].map((shift) => ({ key, ctrl, shift }))));
  return all.flatMap((one) => {
    const action = press(one.key, one);
    return action === null ? [] : [[JSON.stringify(one), action] as [string, Action]];
  });
}

test("each action of the help has a key, and each key's action is in the help", () => {
  const told = SHORTCUTS.flatMap(({ action }) => [action, ...(ALSO[action] ?? [])]);
  assert.deepEqual([...new Set(presses().map(([, action]) => action))].sort(), [...told].sort());
  assert.equal(new Set(told).size, told.length);
});

test("the keys that the help shows do what it says", () => {
  for (const { action, keys } of SHORTCUTS) {
    const shown = keys.match(/^(Shift\+)?(Ctrl\+)?(\S+?)(?=,| or| …|$)/)!;
    const key = { Arrows: "ArrowLeft" }[shown[3]!] ?? shown[3]!;
    if (key === "Tab") continue; // only over the canvas: ./view/keys.ts decides
    assert.equal(press(key.length === 1 ? key.toLowerCase() : key, { shift: shown[1] !== undefined, ctrl: shown[2] !== undefined }), action, keys);
  }
});

test("no line of the help shows a key of another one", () => {
  const keys = SHORTCUTS.flatMap(({ keys }) => keys.split(/, | or /));
  assert.equal(new Set(keys).size, keys.length);
});

test("capital letters are the same keys, and Alt leaves all to the browser", () => {
  assert.equal(press("G"), "group");
  assert.equal(press("G", { shift: true }), "ungroup");
  assert.equal(press("Z", { ctrl: true, shift: true }), "redo");
  assert.equal(press("g", { alt: true }), null);
  assert.equal(press("s", { ctrl: true }), null);
});

test("copy, paste and undo with Ctrl are not the plain letters", () => {
  assert.deepEqual([press("c"), press("c", { ctrl: true }), press("a"), press("a", { ctrl: true })], ["wire", "copy", "add", "all"]);
  assert.equal(press("0", { ctrl: true }), null);
});

test("with Ctrl and Shift only redo is the editor's", () => {
  assert.deepEqual([..."cdxavZz"].map((key) => press(key, { ctrl: true, shift: true })), [null, null, null, null, null, "redo", "redo"]);
});

test("digits within a second are one number of one edit, for the same wires", () => {
  const type = (...digits: [string, number, string?][]) =>
    digits.reduce<Digits | null>((before, [digit, at, items = "a"]) => typed(before, digit, items, at), null)!;
  assert.deepEqual(type(["1", 0], ["2", 900]), { text: "12", last: 900, begun: 0, items: "a" });
  assert.equal(type(["1", 0], ["2", 900], ["3", 1800]).text, "123");
  assert.deepEqual(type(["1", 0], ["2", 1100]), { text: "2", last: 1100, begun: 1100, items: "a" });
  assert.equal(type(["1", 0], ["2", 100, "b"]).text, "2");
});
