import assert from "node:assert/strict";
import { test } from "node:test";
import { panelOf } from "../src/panels.ts";

test("a bay tells its panel by its class", () => {
  assert.equal(panelOf(["lpnb-bay", "lpnb-half", "lpnb-bay-curves"]), "curves");
  assert.equal(panelOf(["lpnb-bay"]), "");
});
