// An edge: what it does and its delay stand on it. Solid: it reads an earlier frame. Dashed: it reads this one.
import type { EdgeProps } from "@xyflow/react";
import { memo, useContext, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import type { FlowEdge, WireData } from "../flow.ts";
import { wirePath } from "../geometry/wire.ts";
import { delayWords, LABELS_OF } from "../labels.ts";
import { wordsOf } from "../shares.ts";
import { Bends } from "./Bends.tsx";
import type { Point } from "../protocol.ts";
import { wireOf } from "../wires.ts";
import { Seen, useEditor } from "./context.ts";

/** How its line looks. */
export function wireClasses({ entry, cycle, onto, problem }: WireData): string {
  const classes = ["lpnb-wire", entry.delay === 0 ? "lpnb-in-frame" : "lpnb-next-frame"];
  if (cycle || problem?.severity === "error") classes.push("lpnb-error");
  if (onto) classes.push("lpnb-onto");
  if (!entry.on) classes.push("lpnb-off");
  return classes.join(" ");
}

export const Wire = memo(function Wire({ id, data, selected }: EdgeProps<FlowEdge>) {
  const wire = data!;
  const [dragged, setDragged] = useState<Point[] | null>(null);
  const bends = dragged ?? wire.bends;
  const { path, label } = useMemo(() => wirePath({ ...wireOf(wire), bends }), [wire, bends]);
  const { labels, room } = useContext(Seen);
  return (
    <>
      <path d={path} className={`${wireClasses(wire)}${selected ? " lpnb-selected" : ""}`} fill="none" markerEnd={labels ? "url(#lpnb-arrow)" : undefined} />
      {labels && <path d={path} className="react-flow__edge-interaction lpnb-grasp" fill="none" stroke="none" strokeWidth={22} />}
      {labels &&
        room !== null &&
        createPortal(
          <>
            <Label id={id} wire={wire} x={label.x} y={label.y} selected={selected === true} />
            {selected && <Bends id={id} wire={wire} bends={bends} drag={setDragged} />}
          </>,
          room,
        )}
    </>
  );
});

interface LabelProps {
  id: string;
  wire: WireData;
  x: number;
  y: number;
  selected: boolean;
}

function Label({ id, wire, x, y, selected }: LabelProps) {
  const editor = useEditor();
  const [busy, setBusy] = useState(false);
  const { entry, problem } = wire;
  const toggle = async (event: React.MouseEvent) => {
    event.stopPropagation();
    setBusy(true);
    await editor.run({ do: "toggle_delay", edge: id });
    setBusy(false);
  };
  const words = wire.brief ? "" : wordsOf(entry);
  const tip = `${entry.name}: ${wordsOf(entry)}${wordsOf(entry) && ", "}${delayWords(entry.delay)}${entry.automatic ? " (automatic)" : ""}${entry.on ? "" : ", switched off"}. Click: 0 or 1. Select the wire and type a number for more.`;
  return (
    <div
      className={`lpnb-wire-label nodrag nopan${selected ? " lpnb-selected" : ""}`}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
    >
      {words !== "" && (
        <span className="lpnb-wire-words" onClick={() => editor.select([id])}>
          {words}
        </span>
      )}
      <button
        type="button"
        tabIndex={selected ? 0 : -1}
        className={`lpnb-delay${entry.delay === 0 ? " lpnb-in-frame" : ""}${wire.cycle || problem?.cycle ? " lpnb-error" : ""}`}
        title={tip}
        aria-label={LABELS_OF.delay(entry.name, entry.delay)}
        aria-busy={busy}
        onClick={toggle}
      >
        {entry.delay}
      </button>
      {problem !== undefined && (
        <span className="lpnb-problem" title={problem.words}>
          !
        </span>
      )}
    </div>
  );
}

/** The arrow head that all wires share; each takes its wire's colour. */
export function ArrowHead() {
  return (
    <svg className="lpnb-defs" aria-hidden="true">
      <defs>
        <marker id="lpnb-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse">
          <path d="M0 1 10 5 0 9z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
