// Sensible ends for a slider, for fields that allow almost anything; as lpnb/widgets/ranges.py has them.
import type { Field } from "./protocol.ts";

/** Bounds of a field up to this size are taken as they are. */
const SMALL = 100;
/** A logarithmic slider reaches so many powers of ten to both sides of the default. */
const DECADES = 3;
const STEPS = 200;
const LOG_STEP = 0.01;

export interface Range {
  min: number;
  max: number;
  step: number;
  /** From a place on the slider to a value, and back. */
  value(place: number): number;
  place(value: number): number;
}

/** The slider of a number or integer field that stands at `value`, null where a slider is of no use. */
export function sliderRange(field: Field, value: number): Range | null {
  if (field.control === "integer") return whole(field, value);
  if (field.control !== "number" || !(field.live || bounded(field))) return null;
  return field.log ? logarithmic(field, value) : linear(field, value);
}

function bounded({ low, high }: Field): boolean {
  return low !== null && high !== null && Math.abs(low) <= SMALL && Math.abs(high) <= SMALL;
}

const same = (place: number) => place;

function linear({ low, high }: Field, value: number): Range {
  const reach = roundUp(Math.max(2, 4 * Math.abs(value)));
  const min = Math.max(low !== null && Math.abs(low) <= SMALL ? low : -reach, low ?? -Infinity);
  const max = Math.min(high !== null && high <= SMALL ? high : Math.max(reach, min + reach), high ?? Infinity);
  const step = (max - min) / STEPS;
  const digits = Math.min(Math.max(Math.ceil(-Math.log10(step)), 0), 20); // so many that every step is another value
  return { min, max, step, value: (place) => within(Number(place.toFixed(digits)), min, max), place: same };
}

function whole({ low, high }: Field, value: number): Range | null {
  if (low === null) return null;
  const reach = roundUp(Math.max(32, 4 * Math.abs(value)));
  const min = Math.abs(low) <= SMALL ? low : Math.max(low, -reach);
  const max = Math.min(high ?? Infinity, high !== null && high <= SMALL ? high : Math.max(reach, min + reach));
  return { min, max, step: 1, value: same, place: same };
}

function logarithmic({ low, high, default: normal }: Field, value: number): Range {
  const middle = typeof normal === "number" && normal > 0 ? Math.round(Math.log10(normal)) : -3;
  const reach = value > 0 ? [Math.floor(Math.log10(value)), Math.ceil(Math.log10(value))] : [];
  let [min, max] = [Math.min(middle - DECADES, ...reach), Math.max(middle + DECADES, ...reach)];
  if (low !== null && low > 0) min = Math.max(min, Math.log10(low));
  if (high !== null && high > 0) max = Math.min(max, Math.log10(high));
  const place = (at: number) => (at > 0 ? Math.log10(at) : min);
  const number = (at: number) => within(Number((10 ** at).toPrecision(3)), low ?? -Infinity, high ?? Infinity);
  return { min, max, step: LOG_STEP, value: number, place };
}

/** The next of 1, 2, 5, 10, 20, ... */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9))!;
}

/** Rounding must not leave what the kernel allows. */
function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
