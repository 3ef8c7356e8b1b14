// A note on the drawing: a little markdown. A double click edits it.
import type { NodeProps } from "@xyflow/react";
import { memo, useRef } from "react";
import { set } from "../actions/edit.ts";
import type { FlowNode } from "../flow.ts";
import { LABELS } from "../labels.ts";
import { useEditor, useSession } from "./context.ts";
import { toCanvas } from "./focus.ts";
import { Markdown } from "./Markdown.tsx";

export const Note = memo(function Note({ id, data, selected }: NodeProps<FlowNode>) {
  const editor = useEditor();
  const editing = useSession((session) => session.editing === id);
  const text = String(data.entry.fields.text ?? "");
  return (
    <div
      className={`lpnb-note${selected ? " lpnb-selected" : ""}`}
      style={{ "--lpnb-node": data.entry.colour } as React.CSSProperties}
      data-lpnb-id={id}
      onDoubleClick={() => editor.store.set({ editing: id })}
    >
      {editing ? <Writing id={id} text={text} /> : <Markdown text={text || "*Double-click to write.*"} />}
    </div>
  );
});

function Writing({ id, text }: { id: string; text: string }) {
  const editor = useEditor();
  const cancelled = useRef(false);
  const done = (now: string) => {
    editor.store.set({ editing: null });
    if (!cancelled.current && now !== text) void set(editor, [id], { text: now });
  };
  return (
    <textarea
      className="nodrag nowheel"
      aria-label={LABELS.note}
      autoFocus
      defaultValue={text}
      onBlur={(event) => done(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape" && !(event.key === "Enter" && event.ctrlKey)) return;
        cancelled.current = event.key === "Escape";
        toCanvas(event.currentTarget);
      }}
    />
  );
}
