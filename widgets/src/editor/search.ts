// Finding a kind of node by a few letters of its name, or by what it does.

export interface Findable {
  name: string;
  help: string;
  category: string;
}

/** Part of a name, to be highlighted: from the character `start` up to, not including, `end`. */
export interface Range {
  start: number;
  end: number;
}

export interface Found<Item> {
  item: Item;
  ranges: Range[];
}

/** The ways to match, the best first. Each returns the ranges in the name, or null. */
const WAYS: ((query: string, item: Findable) => Range[] | null)[] = [
  (query, { name }) => (lower(name).startsWith(query) ? [{ start: 0, end: query.length }] : null),
  (query, { name }) => startsOfWords(words(query), name),
  (query, { name }) => within(query, name),
  (query, { name }) => scattered(query, name),
  (query, { help, category }) => (mentioned(words(query), `${category} ${help}`) ? [] : null),
];

/** The items that match, the best first, in the given order where they match equally well. */
export function rank<Item extends Findable>(query: string, items: readonly Item[]): Found<Item>[] {
  const wanted = lower(query).trim().replace(/\s+/g, " ");
  if (wanted === "") return items.map((item) => ({ item, ranges: [] }));
  const found = items.flatMap((item) => {
    for (const [way, match] of WAYS.entries()) {
      const ranges = match(wanted, item);
      if (ranges !== null) return [{ item, ranges, way, rest: way === 0 ? item.name.length : 0 }];
    }
    return [];
  });
  // Of the names that begin with the query the shortest first, so that a full name beats those that go on.
  found.sort((one, other) => one.way - other.way || one.rest - other.rest);
  return found.map(({ item, ranges }) => ({ item, ranges }));
}

/** The kind of wire that a query begins the name of, where none of the nodes that were found is called like that. */
export function wireMeant(query: string, wires: readonly string[], found: readonly Found<Findable>[]): string | undefined {
  const wanted = lower(query).trim();
  const begins = (name: string) => lower(name).startsWith(wanted);
  return wanted.length < 2 || found.some(({ item }) => begins(item.name)) ? undefined : wires.find(begins);
}

/** In lower case, each character where it was: the few whose lower case is longer stay as they are. */
function lower(text: string): string {
  return text.replace(/[^]/gu, (character) => {
    const low = character.toLowerCase();
    return low.length === character.length ? low : character;
  });
}

function words(text: string): string[] {
  return text.split(" ");
}

/** Where words begin: after a space or a sign, at a capital after a small letter, at a digit after a letter. */
function beginnings(name: string): number[] {
  return [...name.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]|(?<=\p{Ll})\p{Lu}|(?<=\p{L})\p{N}/gu)].map(({ index }) => index);
}

/** Every word of the query begins another word of the name. */
function startsOfWords(query: readonly string[], name: string): Range[] | null {
  const text = lower(name);
  const free = beginnings(name);
  const ranges: Range[] = [];
  for (const word of query) {
    const at = free.findIndex((start) => text.startsWith(word, start));
    if (at < 0) return null;
    const start = free.splice(at, 1)[0]!;
    ranges.push({ start, end: start + word.length });
  }
  return joined(ranges);
}

function within(query: string, name: string): Range[] | null {
  const start = lower(name).indexOf(query);
  return start < 0 ? null : [{ start, end: start + query.length }];
}

/** All letters of the query in their order, others between them; as early as possible. Spaces do not count. */
function scattered(query: string, name: string): Range[] | null {
  const text = lower(name);
  const ranges: Range[] = [];
  let from = 0;
  for (const letter of query.replaceAll(" ", "")) {
    const start = text.indexOf(letter, from);
    if (start < 0) return null;
    from = start + letter.length;
    ranges.push({ start, end: from });
  }
  return joined(ranges);
}

function mentioned(query: readonly string[], text: string): boolean {
  const said = lower(text).split(/[^\p{L}\p{N}]+/u);
  return query.every((word) => said.some((one) => one.startsWith(word)));
}

/** In order, and those that touch or overlap as one. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  return result;
}
