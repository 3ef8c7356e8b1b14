// An open group: a frame around what is inside. Its title moves it.
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { collapse } from "../actions/edit.ts";
import type { FlowNode } from "../flow.ts";
import { useEditor } from "./context.ts";

export const Frame = memo(function Frame({ id, data, selected }: NodeProps<FlowNode>) {
  const editor = useEditor();
  const { entry } = data;
  return (
    <div
      className={`lpnb-group-frame${selected ? " lpnb-selected" : ""}`}
      style={{ "--lpnb-node": entry.colour } as React.CSSProperties}
      data-lpnb-id={id}
    >
      <div className="lpnb-group-head">
        <b>{entry.name}</b>
        <button type="button" className="nodrag" aria-label={`Collapse ${entry.name}`} title="Collapse to one node" onClick={() => collapse(editor, [id])}>
          ⤡
        </button>
      </div>
    </div>
  );
});
