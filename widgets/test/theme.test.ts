import assert from "node:assert/strict";
import { test } from "node:test";
import { themeOf } from "../src/theme.ts";

test("the notebook's word counts, and without one the system's", () => {
  assert.equal(themeOf("true", true), "light");
  assert.equal(themeOf("false", false), "dark");
  assert.equal(themeOf(undefined, true), "dark");
  assert.equal(themeOf(undefined, false), "light");
});
