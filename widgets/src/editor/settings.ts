// Words, and named settings, as a person types them.
import type { Setting, Settings, Value } from "./protocol.ts";

export type Read = { value: Value } | { error: string };

const DEEPEST = 4;

/** Words between commas, each once. */
export function parseWords(text: string): Read {
  const words = text.split(",").map((word) => word.trim());
  return { value: [...new Set(words.filter((word) => word !== ""))] };
}

/** Settings as JSON has them, with or without the outer braces: {"betas": [0.9, 0.99]}. */
export function parseSettings(text: string): Read {
  const inner = text.trim();
  if (inner === "") return { value: {} };
  let value: unknown;
  try {
    value = JSON.parse(inner.startsWith("{") ? inner : `{${inner}}`);
  } catch {
    return { error: 'expected settings like {"weight_decay": 0.0001}, with names in double quotes' };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { error: "expected settings by name" };
  return deeper(value as Setting, DEEPEST) ? { value: value as Settings } : { error: `at most ${DEEPEST} levels` };
}

function deeper(value: Setting, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => deeper(item, levels - 1));
}

/** Settings as they stand in a field. */
export function showSettings(value: Value | undefined): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  return Object.keys(value).length === 0 ? "" : written(value);
}

function written(value: Setting): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${written(item)}`).join(", ")}}`; // prettier-ignore
}
