// A function of one value as a person types it: a name of the list, or an expression such as tanh(x) * x.
//
// What a look at the text tells is said here, with each letter. The kernel reads it, and says the rest.
import type { Read } from "./settings.ts";

const LONGEST = 500;
const PAIRS: Record<string, string> = { ")": "(", "]": "[" };
/** What can be called besides the functions of the list; see tests/widgets/test_protocol.py. */
const MORE =
  "amax amin any argmax argmin clip concat concatenate conv2d dot flatten leakyrelu logsumexp matmul max maximum mean min minimum ndim ones prod repeat reshape shape std sum tensordot transpose var where zeros".split(" "); // prettier-ignore
/** Other names of functions of the list, as statestream has them. */
const ALSO = ["Id", "leakyrelu"];

/** Reads it; `names` are those of the list. */
export function parseFunction(text: string, names: readonly string[]): Read {
  const plain = text.trim();
  if (plain === "") return { error: "expected a name of the list, or an expression" };
  if (plain.length > LONGEST) return { error: `this is longer than ${LONGEST} characters` };
  const error = oddSign(plain) ?? wrong(plain.replaceAll("$", "x"), names);
  return error === null ? { value: plain } : { error };
}

function oddSign(text: string): string | null {
  const odd = /["'`#;\\{}@!?&|]/u.exec(text.replaceAll("!=", "  "));
  return odd === null ? null : `${odd[0]} has no meaning here (column ${odd.index + 1})`;
}

function wrong(text: string, names: readonly string[]): string | null {
  const alone = text.replace(/^B\s*\.\s*(?=[a-z_])/i, ""); // statestream writes B.tanh
  if (names.includes(alone) || ALSO.includes(alone)) return null;
  if (text !== "x" && !MORE.includes(text) && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) return `no function of the list is called ${text}${meant(text, names)}`;
  return misread(text, [...names, ...MORE]);
}

const TOKEN = /(?:B\s*\.\s*(?=[a-z_]))?(0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?|[\p{L}_][\p{L}\p{N}_]*(?:\s*=(?!=))?|\*\*|\/\/|[<>=!]=|\.\.\.|\S)/giu;
const VALUE = /^(?:x|\.?\d.*|True|False|None)$/;
const NAME = /^[\p{L}_]/u;
const BETWEEN = /^(?:[-+*/%<>]|\*\*|[<>=!]=)$/;
const MENDS: Record<string, string> = { "^": ": powers are written **", "=": ": whether two are the same is asked by ==" };

interface Token {
  sign: string;
  column: number;
  before: string;
  next: string;
  functions: readonly string[];
}

interface Bracket extends Pick<Token, "sign" | "column"> {
  /** Whether it holds the arguments of a function, or what stands in brackets among those: mean(x, axis=(1, 2)). */
  call: boolean;
}

/** What is wrong with an expression: a value and what is between two take turns. */
function misread(text: string, functions: readonly string[]): string | null {
  const all = [...text.matchAll(TOKEN)];
  const open: Bracket[] = [];
  let wanted = true;
  for (const [at, { 0: found, 1: sign = "", index }] of all.entries()) {
    const [before = "", next = ""] = [all[at - 1]?.[1], all[at + 1]?.[1]];
    const token = { sign, column: index + found.length - sign.length + 1, before, next, functions };
    const then: boolean | string = (wanted ? value : between)(token, open);
    if (typeof then === "string") return then;
    wanted = then;
  }
  const last = open.at(-1);
  if (last !== undefined) return `${last.sign} is not closed (column ${last.column})`;
  if (wanted) return `expected a value after ${all.at(-1)![1]}`;
  return all.some(([, sign]) => sign === "x") ? null : "expected an expression that reads x";
}

/** What may stand where a value is wanted. Returns whether one is wanted after it, or what is wrong. */
function value(token: Token, open: Bracket[]): boolean | string {
  const { sign, column, before, next, functions } = token;
  const inside = open.at(-1);
  const call = inside?.call === true;
  const place = inside !== undefined && !call && inside.sign === "[";
  const ended = before === "," || (place ? before === ":" : call && before === "(");
  if (VALUE.test(sign) || (sign === "..." && place)) return false;
  if (sign === "+" || sign === "-" || (place && (sign === ":" || (sign === "," && before === ":")))) return true;
  if (NAME.test(sign)) return (sign.endsWith("=") ? call : next === "(" && functions.includes(sign)) || misnamed(token);
  if (sign === "(" || (sign === "[" && call)) return open.push({ sign, column, call: call || functions.includes(before) }), true;
  return sign in PAIRS && ended ? close(token, open) : unexpected(token);
}

/** What may stand after a value. */
function between(token: Token, open: Bracket[]): boolean | string {
  const { sign, column } = token;
  const inside = open.at(-1);
  const place = inside?.call === false && inside.sign === "[";
  if (BETWEEN.test(sign) || (sign === "," && (place || inside?.call)) || (sign === ":" && place)) return true;
  if (sign === "[") return open.push({ sign, column, call: false }), true;
  return sign in PAIRS ? close(token, open) : unexpected(token);
}

function close({ sign, column }: Token, open: Bracket[]): false | string {
  return open.pop()?.sign === PAIRS[sign] ? false : `nothing is open that ${sign} could close (column ${column})`;
}

function misnamed({ sign, next, functions }: Token): string {
  if (functions.includes(sign)) return `${sign} is a function: write ${sign}(x)`;
  return next === "(" ? `no function is called ${sign}${meant(sign, functions)}` : `no value is called ${sign}: there is x alone`;
}

/** What was probably meant: the function whose name needs the fewest changes of letters, two at most. */
function meant(word: string, names: readonly string[]): string {
  const found = names.map((name) => ({ name, changes: changes(word, name) })).sort((one, other) => one.changes - other.changes)[0];
  return found !== undefined && found.changes <= 2 && found.changes < word.length - 1 ? `: did you mean ${found.name}?` : "";
}

/** How many letters have to be put in, left out or changed for one word to become another (Levenshtein). */
function changes(one: string, other: string): number {
  let row = [...Array(other.length + 1).keys()];
  for (let at = 0; at < one.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to += 1) {
      next.push(Math.min(row[to]! + Number(one[at] !== other[to]), row[to + 1]! + 1, next[to]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

function unexpected({ sign, column }: Token): string {
  return `did not expect ${sign} (column ${column})${MENDS[sign] ?? ""}`;
}
