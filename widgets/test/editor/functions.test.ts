import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFunction } from "../../src/editor/functions.ts";

const NAMES = ["identity", "relu", "tanh"];

test("a name of the list is taken as it is, and so is an expression", () => {
  for (const text of ["relu", "tanh(x) * x", "x", "$ ** 2", "normal(0, 0.1)", "where(x != 0, x[:, 0:1], -1) % 2"]) {
    assert.deepEqual(parseFunction(` ${text} `, NAMES), { value: text });
  }
});

test("what a look at it tells is said", () => {
  const said = (text: string) => (parseFunction(text, NAMES) as { error: string }).error;
  assert.equal(said(" "), "expected a name of the list, or an expression");
  assert.equal(said("rleu"), "no function of the list is called rleu");
  assert.equal(said("tanh(x"), "( is not closed (column 5)");
  assert.equal(said("tanh(x))"), "nothing is open that ) could close (column 8)");
  assert.equal(said("x[(1])"), "nothing is open that ] could close (column 5)");
  assert.equal(said("x + 'a'"), "' has no meaning here (column 5)");
  assert.equal(said("x".repeat(501)), "this is longer than 500 characters");
});
