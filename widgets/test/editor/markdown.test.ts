import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMarkdown, type Block, type Inline } from "../../src/editor/markdown.ts";
import { effort } from "./effort.ts";
import { random } from "./random.ts";

/** The tree in short: <strong ...>, with / for a line break. */
function short(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === "text") return node.text;
      if (node.kind === "break") return "/";
      if (node.kind === "code") return `<code ${node.text}>`;
      return `<${node.kind === "link" ? node.href : node.kind} ${short(node.children)}>`;
    })
    .join("");
}

function line(text: string): string {
  const [block] = parseMarkdown(text);
  assert.equal(block?.kind, "paragraph");
  return short((block as Extract<Block, { kind: "paragraph" }>).children);
}

test("blocks are headings, lists and paragraphs", () => {
  const blocks = parseMarkdown("# One\nfirst\nsecond\n\nthird\n- a\n- b\n#### Deep\n* c\nend");
  const seen = blocks.map((block) => (block.kind === "list" ? block.items.map(short) : [block.kind, short(block.children)]));
  assert.deepEqual(seen, [
    ["heading", "One"],
    ["paragraph", "first/second"],
    ["paragraph", "third"],
    ["a", "b"],
    ["heading", "Deep"],
    ["c"],
    ["paragraph", "end"],
  ]);
  assert.deepEqual(blocks.flatMap((block) => (block.kind === "heading" ? [block.level] : [])), [1, 3]);
  assert.deepEqual(parseMarkdown(" \n\r\n"), []);
});

test("words are bold, italic, code, and within one another", () => {
  assert.equal(line("a **b** c *d* e `f*g*`"), "a <strong b> c <emphasis d> e <code f*g*>");
  assert.equal(line("**bold *both* bold**"), "<strong bold <emphasis both> bold>");
  assert.equal(line("*it **both** it*"), "<emphasis it <strong both> it>");
  assert.equal(line("**bold *both***"), "<strong bold <emphasis both>>");
});

test("signs that are no marks stay what they are", () => {
  for (const text of ["2 * 3 * 4", "a ** b", "**open", "`open", "#tag", "[x]", "****", "a_b_c", "<b>&amp;</b>"]) assert.equal(line(text), text);
  assert.equal(line("\\*not\\* \\[x\\]"), "*not* [x]");
});

test("links go to the web or to a mailbox, and nowhere else", () => {
  assert.equal(line("[a *b*](https://x.org/q_(r)?s=1)!"), "<https://x.org/q_(r)?s=1 a <emphasis b>>!");
  assert.equal(line("[me](mailto:a@b.c)"), "<mailto:a@b.c me>");
  assert.equal(line("[a] [b](http://c)"), "[a] <http://c b>");
  const refused = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x", "data:text/html,x", "//x.org", "/x", "java\tscript:x", "vbscript:x", "https://x\u0000y", 'https://x"y'];
  for (const href of refused) assert.equal(line(`[a](${href})`), `[a](${href})`);
});

test("any text is read: every link is safe, and text without marks comes back whole", () => {
  const next = random(4);
  const parts = ["*", "**", "`", "[", "](", ")", "https://x", "javascript:", " ", "\n", "\\", "a", "# ", "- ", "(", "\n\n"];
  const links = (nodes: readonly Inline[]): string[] =>
    nodes.flatMap((node) => ("children" in node ? [...(node.kind === "link" ? [node.href] : []), ...links(node.children)] : []));
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: Math.floor(next() * 20) }, () => parts[Math.floor(next() * parts.length)]).join("");
    for (const block of parseMarkdown(text)) {
      for (const nodes of block.kind === "list" ? block.items : [block.children]) {
        for (const href of links(nodes)) assert.match(href, /^(https?:\/\/|mailto:)/);
      }
    }
  }
});

test("long rows of marks do not take for ever", () => {
  for (const mark of ["*", "**a", "`", "[", "[a](", "*a ", "(", "[a](https://x("]) {
    assert.ok(effort(() => void parseMarkdown(mark.repeat(5000))) < 100);
  }
});
