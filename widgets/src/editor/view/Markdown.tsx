// Markdown as elements; see ../markdown.ts for what of it there is.
import { Fragment } from "react";
import { type Block, type Inline, parseMarkdown } from "../markdown.ts";

export function Markdown({ text }: { text: string }) {
  return <div className="lpnb-markdown">{parseMarkdown(text).map((block, index) => <BlockView key={index} block={block} />)}</div>; // prettier-ignore
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === "list") {
    return <ul>{block.items.map((item, index) => <li key={index}><Words nodes={item} /></li>)}</ul>; // prettier-ignore
  }
  if (block.kind === "paragraph") return <p><Words nodes={block.children} /></p>; // prettier-ignore
  // A note's heading is not one of the page's outline.
  return <p className={`lpnb-heading-${block.level}`}><Words nodes={block.children} /></p>; // prettier-ignore
}

function Words({ nodes }: { nodes: readonly Inline[] }) {
  return nodes.map((node, index) => <Fragment key={index}>{word(node)}</Fragment>);
}

function word(node: Inline): React.ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <code>{node.text}</code>;
    case "strong":
      return <strong><Words nodes={node.children} /></strong>; // prettier-ignore
    case "emphasis":
      return <em><Words nodes={node.children} /></em>; // prettier-ignore
    case "link":
      return <a href={node.href} target="_blank" rel="noreferrer"><Words nodes={node.children} /></a>; // prettier-ignore
    case "break":
      return <br />;
  }
}
