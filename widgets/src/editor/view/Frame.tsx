// An open group: a frame behind what is inside, and its title above all wires, which would cover it.
import { type NodeProps, useReactFlow, ViewportPortal } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { collapse } from "../actions/edit.ts";
import { drag, drop, letGo } from "../actions/move.ts";
import type { FlowNode } from "../flow.ts";
import { LABELS_OF } from "../labels.ts";
import type { Point } from "../protocol.ts";
import { choose } from "../session.ts";
import { useEditor } from "./context.ts";

export const Frame = memo(function Frame({ id, data, selected }: NodeProps<FlowNode>) {
  const style = { "--lpnb-node": data.entry.colour } as React.CSSProperties;
  return <div className={`lpnb-group-frame${selected ? " lpnb-selected" : ""}`} style={style} data-lpnb-id={id} />;
});

/** The titles of all open groups. */
export function Titles({ nodes }: { nodes: readonly FlowNode[] }) {
  const frames = nodes.filter(({ type }) => type === "frame");
  return (
    <ViewportPortal>
      {frames.map((node) => (
        <Title key={node.id} node={node} />
      ))}
    </ViewportPortal>
  );
}

function Title({ node }: { node: FlowNode }) {
  const editor = useEditor();
  const { getZoom } = useReactFlow();
  const held = useRef<{ pointer: Point; box: Point; moved: boolean } | null>(null);
  const { id, position, data } = node;
  // A group that is gone, or collapsed, while it is dragged hears of no end.
  useEffect(() => () => void (held.current?.moved && letGo(editor)), [editor]);
  const handlers = {
    onPointerDown: (event: React.PointerEvent) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      editor.select(choose(editor.session.selection, id, event.shiftKey || event.ctrlKey || event.metaKey));
      held.current = { pointer: { x: event.clientX, y: event.clientY }, box: position, moved: false };
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (held.current === null) return;
      const { pointer, box } = held.current;
      held.current.moved = true;
      const zoom = getZoom();
      drag(editor, new Map([[id, { x: box.x + (event.clientX - pointer.x) / zoom, y: box.y + (event.clientY - pointer.y) / zoom }]]));
    },
    onPointerUp: () => {
      if (held.current?.moved) drop(editor, undefined, [id]);
      held.current = null;
    },
  };
  return (
    <div className="lpnb-group-head nopan" style={{ transform: `translate(${position.x}px, ${position.y}px)`, width: node.width }}>
      <b title={data.entry.name} {...handlers}>
        {data.entry.name}
      </b>
      <button type="button" aria-label={LABELS_OF.collapse(data.entry.name)} title="Collapse to one node" onClick={() => collapse(editor, [id])}>
        ⤡
      </button>
    </div>
  );
}
