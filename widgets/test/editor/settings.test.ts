import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, parseWords, showSettings } from "../../src/editor/settings.ts";

test("words stand between commas, each once", () => {
  assert.deepEqual(parseWords(" early, image->hidden,early ,"), { value: ["early", "image->hidden"] });
  assert.deepEqual(parseWords("  "), { value: [] });
});

test("settings are JSON, with or without the outer braces", () => {
  const value = { betas: [0.9, 0.99], early: { lr: 0.1 } };
  assert.deepEqual(parseSettings('{"betas": [0.9, 0.99], "early": {"lr": 0.1}}'), { value });
  assert.deepEqual(parseSettings('"momentum": 0.9'), { value: { momentum: 0.9 } });
  assert.deepEqual(parseSettings(""), { value: {} });
});

test("what cannot be read is said", () => {
  const words = 'expected settings like {"weight_decay": 0.0001}, with names in double quotes';
  assert.deepEqual(parseSettings("momentum = 0.9"), { error: words });
  assert.deepEqual(parseSettings('{"a": {"a": {"a": {"a": {"a": 1}}}}}'), { error: "at most 4 levels" });
});

test("settings are shown so that they can be read again", () => {
  const value = { betas: [0.9, 0.99], early: { lr: 0.1, name: "x", on: true, none: null } };
  assert.deepEqual(parseSettings(showSettings(value)), { value });
  assert.equal(showSettings({}), "");
});
