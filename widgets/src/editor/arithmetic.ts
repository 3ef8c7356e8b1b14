// What a person types into the field of a number or of a shape: arithmetic, read by recursive descent.
//
//   sum      = product (("+" | "-") product)*
//   product  = signed (("*" | "/") signed)*
//   signed   = ("-" | "+") signed | power
//   power    = atom ("**" signed)?               so that -2**2 is -4 and 2**-1 is 0.5, as in Python
//   atom     = number | constant | function "(" sum ("," sum)* ")" | "(" sum ")"

export type Evaluated = { value: number } | { error: string };
/** null: nothing is said, the shape is told by what arrives. */
export type Shape = { value: number[] | null } | { error: string };

const LONGEST = 200;
const CONSTANTS = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
]);

interface Function {
  call: (...values: number[]) => number;
  /** How many arguments it takes; 0 for any number but none. */
  count: number;
}

const FUNCTIONS = new Map<string, Function>([
  ["sqrt", { call: Math.sqrt, count: 1 }],
  ["exp", { call: Math.exp, count: 1 }],
  ["log", { call: Math.log, count: 1 }],
  ["sin", { call: Math.sin, count: 1 }],
  ["cos", { call: Math.cos, count: 1 }],
  ["min", { call: Math.min, count: 0 }],
  ["max", { call: Math.max, count: 0 }],
]);

const TOKEN = /\s*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[a-z_]\w*|\*\*|[^\s])/iuy;
const NUMBER = /^[\d.]/;
const NAME = /^[a-z_]/i;

class Misread extends Error {}

export function evaluate(text: string): Evaluated {
  if (text.length > LONGEST) return { error: `this is longer than ${LONGEST} characters` };
  try {
    return { value: new Reader(tokens(text)).whole() };
  } catch (error) {
    if (error instanceof Misread) return { error: error.message };
    throw error;
  }
}

function tokens(text: string): string[] {
  const plain = text.replaceAll("−", "-").replaceAll("×", "*").replaceAll("÷", "/").trim();
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(plain); match !== null; match = TOKEN.exec(plain)) found.push(match[1]!);
  return found;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): number {
    const value = this.#sum();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new Misread(this.#unexpected(rest));
    if (!Number.isFinite(value)) throw new Misread("the result is not a finite number");
    return value + 0; // -0 would be shown as such
  }

  #sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#take("+")) value += this.#product();
      else if (this.#take("-")) value -= this.#product();
      else return value;
    }
  }

  #product(): number {
    let value = this.#signed();
    for (;;) {
      if (this.#take("*")) value *= this.#signed();
      else if (this.#take("/")) value = this.#divided(value, this.#signed());
      else return value;
    }
  }

  #divided(value: number, by: number): number {
    if (by === 0) throw new Misread("this divides by 0");
    return value / by;
  }

  #signed(): number {
    if (this.#take("-")) return -this.#signed();
    if (this.#take("+")) return this.#signed();
    const base = this.#atom();
    return this.#take("**") ? base ** this.#signed() : base;
  }

  #atom(): number {
    const token = this.#tokens[this.#at];
    if (token === undefined || !(token === "(" || NUMBER.test(token) || NAME.test(token))) {
      throw new Misread(`expected a number ${this.#where()}`);
    }
    this.#at += 1;
    if (token === "(") return this.#closed(this.#sum());
    if (!NAME.test(token)) return this.#number(token);
    const name = token.toLowerCase();
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    const known = FUNCTIONS.get(name);
    if (known === undefined) {
      throw new Misread(`\`${token}\` is not known; these are: ${[...CONSTANTS.keys(), ...FUNCTIONS.keys()].join(", ")}`);
    }
    return this.#called(name, known);
  }

  #number(token: string): number {
    if (!/\d/.test(token)) throw new Misread(`expected a number, not \`${token}\``);
    return Number(token);
  }

  #called(name: string, { call, count }: Function): number {
    if (!this.#take("(")) throw new Misread(`expected \`(\` after \`${name}\``);
    const values = [this.#sum()];
    while (this.#take(",")) values.push(this.#sum());
    if (count > 0 && values.length !== count) throw new Misread(`\`${name}\` takes ${count} number, not ${values.length}`);
    const value = call(...values);
    if (Number.isNaN(value)) throw new Misread(`\`${name}\` has no value for ${values.join(", ")}`);
    return this.#closed(value);
  }

  #closed(value: number): number {
    if (this.#take(")")) return value;
    const rest = this.#tokens[this.#at];
    throw new Misread(rest === undefined ? "a `)` is missing at the end" : this.#unexpected(rest));
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #unexpected(token: string): string {
    if (token === ",") return "did not expect a comma: decimals have a point, as in 1.5";
    if (token === "^") return "did not expect `^`: powers are written `**`";
    if (token === ")") return "there is a `)` without a `(`";
    return `did not expect \`${token}\` ${this.#where()}`;
  }

  #where(): string {
    const before = this.#tokens[this.#at - 1];
    return before === undefined ? "at the beginning" : `after \`${before}\``;
  }
}

/** Sizes with commas or `x` between them, with or without brackets around: `16, 4, 4`, `(16,4,4)`, `16x4x4`. */
export function parseShape(text: string): Shape {
  if (text.length > LONGEST) return { error: `this is longer than ${LONGEST} characters` };
  if (missing(text)) return { error: "a `)` is missing at the end" };
  const inner = unbracketed(text.trim());
  if (inner === "") return { value: null };
  const parts = sizes(inner);
  if (parts.length > 1 && parts.at(-1) === "") parts.pop(); // as in (16,)
  if (parts.length > 4) return { error: `a shape has 1 to 4 sizes, not ${parts.length}` };
  const value: number[] = [];
  for (const [index, part] of parts.entries()) {
    const found = evaluate(part);
    const which = parts.length > 1 ? `size ${index + 1}` : "the size";
    if ("error" in found) return { error: `${which}: ${found.error}` };
    if (!Number.isSafeInteger(found.value) || found.value < 1) {
      return { error: `${which} has to be a positive whole number, not ${found.value}` };
    }
    value.push(found.value);
  }
  return { value };
}

function missing(text: string): boolean {
  return text.split("(").length > text.split(")").length;
}

/** Without the brackets, if the first and the last belong together. */
function unbracketed(text: string): string {
  const round = text.startsWith("(") && text.endsWith(")");
  const square = text.startsWith("[") && text.endsWith("]");
  const inner = text.slice(1, -1).trim();
  return square || (round && deepest(inner) >= 0) ? inner : text;
}

/** How far the depth of brackets falls: below 0 where one closes that was opened before. */
function deepest(text: string): number {
  let [depth, least] = [0, 0];
  for (const character of text) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    least = Math.min(least, depth);
  }
  return least;
}

/** The parts between separators outside of all brackets. An `x` in a name, as in exp or max, is none. */
function sizes(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [at, character] of text.split("").entries()) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    const times = character === "×" || (/x/i.test(character) && !/[a-z]/i.test((text[at - 1] ?? "") + (text[at + 1] ?? "")));
    if (depth === 0 && (character === "," || times)) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
