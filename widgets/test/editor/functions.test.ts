import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFunction } from "../../src/editor/functions.ts";

const NAMES = ["identity", "relu", "tanh"];

test("a name of the list is taken as it is, and so is an expression", () => {
  const parts = ["x[...]", "x[1:2, None]", "x[:, ::2][0]", "concat((x, -x), axis=1)", "mean(x, axis=[1, 2], keepdims=True,)"];
  const texts = ["relu", "leakyrelu", "B . tanh($)", "tanh(x) * x", "x", "$ ** 2", "x**-2", "-x ** 2", "2e-3*x+.5", "(x > 0) * (x <= 1_0.)", "where(x != 0, x[:, 0:1], -1) % 2"];
  for (const text of [...texts, ...parts]) {
    assert.deepEqual(parseFunction(` ${text} `, NAMES), { value: text });
  }
});

test("what a look at it tells is said", () => {
  const said = (text: string) => (parseFunction(text, NAMES) as { error: string }).error;
  assert.equal(said(" "), "expected a name of the list, or an expression");
  assert.equal(said("rleu"), "no function of the list is called rleu: did you mean relu?");
  assert.equal(said("tanh(x"), "( is not closed (column 5)");
  assert.equal(said("tanh(x))"), "nothing is open that ) could close (column 8)");
  assert.equal(said("x[(1])"), "nothing is open that ] could close (column 5)");
  assert.equal(said("x + 'a'"), "' has no meaning here (column 5)");
  assert.equal(said("x".repeat(501)), "this is longer than 500 characters");
});

test("what the kernel would refuse as no expression is said while it is typed", () => {
  const said = (text: string) => (parseFunction(text, NAMES) as { error?: string }).error;
  assert.equal(said("x +"), "expected a value after +");
  assert.equal(said("foo(x)"), "no function is called foo");
  assert.equal(said("tnah(x) * x"), "no function is called tnah: did you mean tanh?");
  assert.equal(said("tanh(x) y"), "did not expect y (column 9)");
  assert.equal(said("B.tanh(x) B.y"), "did not expect y (column 13)");
  assert.equal(said("x + y"), "no value is called y: there is x alone");
  assert.equal(said("x - mean"), "mean is a function: write mean(x)");
  assert.equal(said("mean"), "mean is a function: write mean(x)");
  assert.equal(said("tanh x"), "tanh is a function: write tanh(x)");
  assert.equal(said("x ^ 2"), "did not expect ^ (column 3): powers are written **");
  assert.equal(said("tanh(x) = 1"), "did not expect = (column 9): whether two are the same is asked by ==");
  assert.equal(said("tanh(1)"), "expected an expression that reads x");
  for (const text of ["x x", "1x", "x..1", "*x", "x // 2", "(x, x)", "[x]", "x,", "()", "x.y", "tanh(x)(x)", "x if x else 1", "not x", "~x", "x[]", "tanh(x tanh)", "x and x"]) {
    assert.notEqual(said(text), undefined, text);
  }
});
