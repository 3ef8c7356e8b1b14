// A function of one value as a person types it: a name of the list, or an expression such as tanh(x) * x.
//
// Only what a look at the text tells is said here, with each letter. The kernel reads it, and says the rest.
import type { Read } from "./settings.ts";

const LONGEST = 500;
const PAIRS: Record<string, string> = { ")": "(", "]": "[" };

/** Reads it; `names` are those of the list. */
export function parseFunction(text: string, names: readonly string[]): Read {
  const plain = text.trim();
  if (plain === "") return { error: "expected a name of the list, or an expression" };
  if (plain.length > LONGEST) return { error: `this is longer than ${LONGEST} characters` };
  const error = oddSign(plain) ?? unclosed(plain) ?? unknown(plain, names);
  return error === null ? { value: plain } : { error };
}

function oddSign(text: string): string | null {
  const odd = /["'`#;\\{}@!?&|]/u.exec(text.replaceAll("!=", "  "));
  return odd === null ? null : `${odd[0]} has no meaning here (column ${odd.index + 1})`;
}

function unclosed(text: string): string | null {
  const open: [string, number][] = [];
  for (const [index, sign] of [...text].entries()) {
    if (sign === "(" || sign === "[") open.push([sign, index]);
    if (!(sign in PAIRS)) continue;
    if (open.pop()?.[0] !== PAIRS[sign]) return `nothing is open that ${sign} could close (column ${index + 1})`;
  }
  const last = open.pop();
  return last === undefined ? null : `${last[0]} is not closed (column ${last[1] + 1})`;
}

function unknown(text: string, names: readonly string[]): string | null {
  const known = names.includes(text) || text === "x" || text === "$" || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);
  return known ? null : `no function of the list is called ${text}`;
}
