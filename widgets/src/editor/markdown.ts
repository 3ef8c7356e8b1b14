// A little markdown for notes, as a tree. There is no HTML anywhere, so there is nothing to sanitise.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "emphasis"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] }
  | { kind: "break" };

export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; children: Inline[] }
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "list"; items: Inline[][] };

/** The only addresses that a link may have. Anything else stays text. */
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s\p{Cc}<>"]+$/iu;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*[-*]\s+(.*)$/;
const LONGEST_ADDRESS = 2000;
/** Marks within marks; deeper ones are text. */
const DEPTH = 6;

/** Paragraphs end at empty lines, headings, and lists; within one each line is a line. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) blocks.push({ kind: "paragraph", children: inline(open.join("\n"), DEPTH) });
    open = [];
  };
  let list: Inline[][] | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const item = ITEM.exec(line);
    const heading = HEADING.exec(line);
    if (item) {
      close();
      if (list === null) blocks.push({ kind: "list", items: (list = []) });
      list.push(inline(item[1]!.trim(), DEPTH));
      continue;
    }
    list = null;
    if (heading || line.trim() === "") close();
    if (heading) blocks.push({ kind: "heading", level: level(heading[1]!), children: inline(heading[2]!.trim(), DEPTH) });
    else if (line.trim() !== "") open.push(line.trim());
  }
  close();
  return blocks;
}

function level(signs: string): 1 | 2 | 3 {
  return Math.min(signs.length, 3) as 1 | 2 | 3;
}

interface Mark {
  node: Inline;
  end: number;
}

/** Marks that are never closed are text, as is everything that is no mark. */
function inline(text: string, depth: number): Inline[] {
  const nodes: Inline[] = [];
  // What has no end after one place has none after a later one: this keeps a long row of stars from taking long.
  const endless = new Set<string>();
  let plain = "";
  const flush = () => {
    if (plain !== "") nodes.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const mark = depth > 0 ? markAt(text, at, depth, endless) : null;
    if (mark !== null) {
      flush();
      nodes.push(mark.node);
      at = mark.end;
    } else if (text[at] === "\\" && /[\\`*#[\]()_-]/.test(text[at + 1] ?? "")) {
      plain += text[at + 1]!;
      at += 2;
    } else {
      plain += text[at]!;
      at += 1;
    }
  }
  flush();
  return nodes;
}

function markAt(text: string, at: number, depth: number, endless: Set<string>): Mark | null {
  switch (text[at]) {
    case "\n":
      return { node: { kind: "break" }, end: at + 1 };
    case "`":
      return code(text, at, endless);
    case "*":
      return text[at + 1] === "*" ? starred(text, at, "**", depth, endless) : starred(text, at, "*", depth, endless);
    case "[":
      return link(text, at, depth, endless);
    default:
      return null;
  }
}

function code(text: string, at: number, endless: Set<string>): Mark | null {
  const end = find(text, "`", at + 1, endless, () => true);
  return end <= at + 1 ? null : { node: { kind: "code", text: text.slice(at + 1, end) }, end: end + 1 };
}

/** Stars belong to the words beside them: `2 * 3 * 4` has none. */
function starred(text: string, at: number, stars: "*" | "**", depth: number, endless: Set<string>): Mark | null {
  const start = at + stars.length;
  if (/^(\s|$)/.test(text.slice(start, start + 1))) return null;
  const closes = (end: number) => {
    const single = text[end - 1] !== "*" && text[end + 1] !== "*";
    return end > start && !/\s/.test(text[end - 1]!) && text[end - 1] !== "\\" && (stars === "**" || single);
  };
  let end = find(text, stars, start, endless, closes);
  if (end < 0) return null;
  if (stars === "**" && text[end + 2] === "*" && text[end + 3] !== "*") end += 1; // **bold *and italic***
  const children = inline(text.slice(start, end), depth - 1);
  return { node: { kind: stars === "**" ? "strong" : "emphasis", children }, end: end + stars.length };
}

/** `[words](address)`. The address may hold brackets in pairs, as those of Wikipedia do. */
function link(text: string, at: number, depth: number, endless: Set<string>): Mark | null {
  const middle = find(text, "](", at + 1, endless, () => true);
  if (middle <= at + 1) return null;
  const words = text.slice(at + 1, middle);
  const end = closing(text, middle + 2);
  const href = text.slice(middle + 2, Math.max(end, middle + 2));
  // Without a `[` in its words, a link has no links in it.
  if (words.includes("[") || words.includes("\n") || !ADDRESS.test(href)) return null;
  return { node: { kind: "link", href, children: inline(words, depth - 1) }, end: end + 1 };
}

function closing(text: string, start: number): number {
  const last = Math.min(text.length, start + LONGEST_ADDRESS);
  for (let at = start, open = 0; at < last && !/\s/.test(text[at]!); at++) {
    if (text[at] === "(") open += 1;
    else if (text[at] === ")" && open-- === 0) return at;
  }
  return -1;
}

function find(text: string, sign: string, from: number, endless: Set<string>, fits: (at: number) => boolean): number {
  if (endless.has(sign)) return -1;
  let at = text.indexOf(sign, from);
  while (at >= 0 && !fits(at)) at = text.indexOf(sign, at + 1);
  if (at < 0) endless.add(sign);
  return at;
}
