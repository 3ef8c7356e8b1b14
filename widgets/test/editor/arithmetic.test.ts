import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, parseShape } from "../../src/editor/arithmetic.ts";
import { random } from "./random.ts";

function value(text: string): number {
  const found = evaluate(text);
  assert.ok("value" in found, `${text}: ${JSON.stringify(found)}`);
  return found.value;
}

function error(text: string): string {
  const found = evaluate(text);
  assert.ok("error" in found, `${text}: ${JSON.stringify(found)}`);
  return found.error;
}

test("numbers are read as people write them", () => {
  for (const [text, is] of [["1", 1], [" .5 ", 0.5], ["2.", 2], ["1e-3", 1e-3], ["1.5E+2", 150], ["−3", -3], ["007", 7]] as const) {
    assert.equal(value(text), is, text);
  }
  assert.ok(Object.is(value("-0"), 0));
});

test("operators bind as in Python", () => {
  for (const [text, is] of [
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["8 / 4 / 2", 1],
    ["1 - 2 - 3", -4],
    ["2 ** 3 ** 2", 512],
    ["-2 ** 2", -4],
    ["2 ** -1", 0.5],
    ["--2", 2],
    ["2 * -3", -6],
    ["2×3÷4", 1.5],
  ] as const) {
    assert.equal(value(text), is, text);
  }
});

test("constants and functions are known", () => {
  assert.equal(value("2 * pi"), 2 * Math.PI);
  assert.equal(value("E"), Math.E);
  assert.equal(value("e - exp(1)"), 0);
  assert.equal(value("sqrt(16) + log(1) + sin(0) + cos(0)"), 5);
  assert.equal(value("max(1, 3, 2) - min(4, 2 + 1)"), 0);
});

test("errors say what is wrong and where", () => {
  assert.equal(error(""), "expected a number at the beginning");
  assert.equal(error("2 *"), "expected a number after `*`");
  assert.equal(error("2 + * 3"), "expected a number after `+`");
  assert.equal(error("(1 + 2"), "a `)` is missing at the end");
  assert.equal(error("1)"), "there is a `)` without a `(`");
  assert.equal(error("2 3"), "did not expect `3` after `2`");
  assert.equal(error("1,5"), "did not expect a comma: decimals have a point, as in 1.5");
  assert.equal(error("2^3"), "did not expect `^`: powers are written `**`");
  assert.equal(error("sqrt 2"), "expected `(` after `sqrt`");
  assert.equal(error("sqrt(1, 2)"), "`sqrt` takes 1 number, not 2");
  assert.equal(error("log(-1)"), "`log` has no value for -1");
  assert.equal(error("1 / 0"), "this divides by 0");
  assert.equal(error("1e999"), "the result is not a finite number");
  assert.equal(error("."), "expected a number, not `.`");
  assert.match(error("alert(1)"), /^`alert` is not known; these are: pi, e, sqrt/);
  assert.match(error("constructor"), /is not known/);
  assert.match(error("1.2.3"), /did not expect/);
});

test("long and deep texts are refused, not run into the ground", () => {
  assert.match(error("(".repeat(200)), /expected a number/);
  assert.match(error("1+".repeat(5000)), /longer than/);
});

test("random expressions have the value that JavaScript gives them", () => {
  const next = random(1);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)]!;
  const expression = (depth: number): string => {
    if (depth === 0 || next() < 0.2) return String(Math.round(next() * 100) / 10);
    if (next() < 0.2) return `(-${expression(depth - 1)})`;
    return `(${expression(depth - 1)}) ${pick(["+", "-", "*"])} ${expression(depth - 1)}`;
  };
  for (let round = 0; round < 300; round++) {
    const text = expression(3);
    if (text.length <= 200) assert.equal(value(text), Number(new Function(`return ${text}`)()) + 0, text);
  }
});

test("random texts are either read or explained", () => {
  const next = random(2);
  const letters = "0123456789.+-*/() ,epixsqrtmax^−×🙂\n";
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: Math.floor(next() * 14) }, () => letters[Math.floor(next() * letters.length)]).join("");
    const found = evaluate(text);
    assert.ok("error" in found ? found.error.length > 0 : Number.isFinite(found.value), text);
    const shape = parseShape(text);
    assert.ok("error" in shape || shape.value === null || shape.value.every((size) => Number.isSafeInteger(size) && size > 0), text);
  }
});

test("shapes are read in all the ways that people write them", () => {
  for (const text of ["16, 4, 4", "(16,4,4)", "16x4x4", "16×4×4", "[16, 4, 4]", "16 x 4 X 4", "16,4,4,", "4*4, 2+2, max(1, 4)"]) {
    assert.deepEqual(parseShape(text), { value: [16, 4, 4] }, text);
  }
  for (const text of ["10", "(10)", "(10,)", "(2+3)*2", "2*(2+3)", "(1+1)*(4+1)"]) assert.deepEqual(parseShape(text), { value: [10] }, text);
  assert.deepEqual(parseShape("exp(0)x2"), { value: [1, 2] });
});

test("an empty shape is told by what arrives", () => {
  for (const text of ["", "  ", "()"]) assert.deepEqual(parseShape(text), { value: null }, text);
});

test("what is no shape is explained", () => {
  const wrong = (text: string) => (parseShape(text) as { error: string }).error;
  assert.equal(wrong("4, 2.5"), "size 2 has to be a positive whole number, not 2.5");
  assert.equal(wrong("0"), "the size has to be a positive whole number, not 0");
  assert.equal(wrong("1,2,3,4,5"), "a shape has 1 to 4 sizes, not 5");
  assert.equal(wrong("4,,4"), "size 2: expected a number at the beginning");
  assert.equal(wrong("(4, 4"), "a `)` is missing at the end");
});
