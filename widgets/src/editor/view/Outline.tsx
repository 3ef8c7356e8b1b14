// All nodes as a list, groups with what is inside: in step with the canvas, for who cannot see it or has lost something.
import { useEffect, useRef } from "react";
import { isGroup } from "../card.ts";
import { LABELS } from "../labels.ts";
import type { Id, Scene } from "../protocol.ts";
import { choose } from "../session.ts";
import { useEditor, useSession } from "./context.ts";
import { goTo } from "./Problems.tsx";

export function Outline() {
  const scene = useSession(({ scene }) => scene);
  const selection = useSession(({ selection }) => selection);
  const list = useRef<HTMLElement>(null);
  useEffect(() => show(list.current!, list.current!.querySelector(".lpnb-selected")), [selection]);
  return (
    <nav ref={list} className="lpnb-outline" aria-label={LABELS.outline}>
      {scene !== null && <Branch scene={scene} group={null} />}
    </nav>
  );
}

/** Scrolls to what is selected. By hand: scrollIntoView would move the notebook as well. */
function show(list: HTMLElement, item: Element | null): void {
  if (item === null) return;
  const [around, { top, bottom }] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  list.scrollTop += Math.min(0, top - around.top) + Math.max(0, bottom - around.bottom);
}

function Branch({ scene, group }: { scene: Scene; group: Id | null }) {
  const ids = Object.keys(scene.nodes).filter((id) => scene.nodes[id]!.group === group);
  if (ids.length === 0) return group === null ? <p>There is no node yet.</p> : null;
  return (
    <ul>
      {ids.map((id) => (
        <Item key={id} scene={scene} id={id} />
      ))}
    </ul>
  );
}

function Item({ scene, id }: { scene: Scene; id: Id }) {
  const editor = useEditor();
  const selected = useSession(({ selection }) => selection.has(id));
  const node = scene.nodes[id]!;
  const problem = scene.problems.find(({ subject, severity }) => subject === id && severity !== "note");
  const onClick = (event: React.MouseEvent) => {
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    if (more) editor.select(choose(editor.session.selection, id, true));
    else goTo(editor, id);
  };
  return (
    <li>
      <button type="button" aria-current={selected} className={selected ? "lpnb-selected" : ""} title={problem?.words} onClick={onClick}>
        <i style={{ background: node.colour }} />
        <span>{node.name}</span>
        <small>{problem === undefined ? node.kind : "!"}</small>
      </button>
      {isGroup(node) && <Branch scene={scene} group={id} />}
    </li>
  );
}
