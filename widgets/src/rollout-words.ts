// What is said about a cell. Names stand between backticks.
import { keyOf, type Cell, type Unrolled } from "./rollout-cone.ts";
import type { Pair } from "./rollout-protocol.ts";

/** Frames that are looked back and ahead for what is said, beyond the edge of what is drawn. */
const SIGHT = 40;
/** Members of a list that are told one by one. */
const TOLD = 4;

/** One or two sentences about a cell. */
export function describe(unrolled: Unrolled, cell: Cell, now: number): string {
  const { rows, pattern } = unrolled;
  const row = rows[cell.row]!;
  const parts = [knows(unrolled, cell, now)];
  const merges = pattern.merges[cell.row]!;
  if (merges.length > 1 && unrolled.due(cell.row, cell.frame)) {
    parts.push(`Here meet ${list(merges.map(([from, ages]) => `\`${from}\` (${/^\d+$/.test(ages) ? "age" : "ages"} ${ages})`))}.`);
  }
  for (const pair of pattern.pairs) {
    if (pair.node === cell.row && cell.frame - pair.target[1] >= 0) parts.push(compares(unrolled, pair, cell.frame));
  }
  const ahead = influences(unrolled, cell);
  if (ahead !== "") parts.push(`${row.source ? "What comes in there" : "It"} ${cell.frame < now ? "reaches" : "will reach"} ${ahead}.`);
  return parts.join(" ");
}

function knows(unrolled: Unrolled, cell: Cell, now: number): string {
  const { rows, pattern } = unrolled;
  const row = rows[cell.row]!;
  const here = `\`${row.name}\` in frame ${cell.frame}`;
  const [some, all] = pattern.since[cell.row] ?? [0, 0];
  if (row.source) return `${here} comes in from outside.`;
  if (row.silent) return `${here} is muted or held: it holds one value and depends on nothing.`;
  const depends = cell.frame > now ? "will depend" : "depends";
  switch (unrolled.validity(cell)) {
    case "never":
      return `${here} ${depends} on nothing that comes in.`;
    case "start":
      return `${here} holds its start value: nothing has come in yet.`;
    case "waiting":
      return `Nothing that came in has reached ${here} yet; its first response is in frame ${some}.`;
    default: {
      const still = cell.frame < all ? ` Not all of its inputs tell something yet; from frame ${all} on they do.` : "";
      return `${here} ${depends} on ${origins(unrolled, cell)}.${held(unrolled, cell)}${still}`;
    }
  }
}

function held(unrolled: Unrolled, cell: Cell): string {
  return unrolled.due(cell.row, cell.frame) ? "" : ` It is not due, and holds what it had in frame ${cell.frame - 1}.`;
}

/** What came in that a cell depends on, and how old that is. */
function origins(unrolled: Unrolled, cell: Cell): string {
  const first = Math.max(0, cell.frame - SIGHT);
  const { past } = unrolled.cone(cell, first, cell.frame);
  const told = unrolled.rows.flatMap((row, number) => {
    if (!row.source) return [];
    const frames = [];
    for (let frame = first; frame <= cell.frame; frame++) if (past.has(keyOf({ row: number, frame }))) frames.push(frame);
    return frames.length > 0 ? [`\`${row.name}\` of ${framesAndAges(frames, cell.frame, first)}`] : [];
  });
  return list(told);
}

/** `frames 9 and 10 (ages 2 and 3)`; of many their ends, or the newest and that there are more before. */
export function framesAndAges(frames: readonly number[], at: number, first: number): string {
  const [oldest, newest] = [frames[0]!, frames.at(-1)!];
  const endless = first > 0 && oldest < first + SIGHT / 4;
  if (frames.length <= TOLD && !endless) {
    const ages = frames.map((frame) => at - frame).reverse();
    const s = frames.length > 1 ? "s" : "";
    return `frame${s} ${list(frames.map(String))} (age${s} ${list(ages.map(String))})`;
  }
  const unbroken = newest - oldest + 1 === frames.length;
  if (unbroken && !endless) return `frames ${oldest} to ${newest} (ages ${at - newest} to ${at - oldest})`;
  const shown = frames.slice(-3);
  const ages = shown.map((frame) => at - frame).reverse();
  const [from, to] = endless ? ["…", "…"] : [`${oldest}, …`, `…, ${at - oldest}`];
  if (unbroken) return `frame ${newest} and all before (ages ${ages.join(", ")}, …)`;
  return `frames ${from}, ${shown.join(", ")} (ages ${ages.join(", ")}, ${to})`;
}

/** Which nodes a cell reaches, and when first. */
function influences(unrolled: Unrolled, cell: Cell): string {
  const { future } = unrolled.cone(cell, cell.frame, cell.frame + SIGHT);
  const told = unrolled.rows.flatMap((row, number) => {
    if (number === cell.row) return [];
    for (let frame = cell.frame; frame <= cell.frame + SIGHT; frame++) {
      if (future.has(keyOf({ row: number, frame }))) return [{ name: row.name, frame }];
    }
    return [];
  });
  told.sort((a, b) => a.frame - b.frame);
  const words = told.slice(0, TOLD).map(({ name, frame }) => `\`${name}\` in frame ${frame}`);
  return list(told.length > TOLD ? [...words, `${told.length - TOLD} more`] : words);
}

/** What a loss compares in a frame, and whether that belongs together. */
export function compares(unrolled: Unrolled, pair: Pair, frame: number): string {
  const name = (row: number) => `\`${unrolled.rows[row]!.name}\``;
  const target = frame - pair.target[1];
  const answered = pair.age === null ? null : frame - pair.age;
  const to = answered === null || answered < 0 ? "" : `, the answer to frame ${answered},`;
  const wrong = pair.off === "" ? "" : ` That is ${pair.off}.`;
  const answer = frame - pair.answer[1];
  return `${name(pair.node)} compares ${name(pair.answer[0])} of frame ${answer}${to} with \`${pair.output}\` of frame ${target}.${wrong}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
