// The points that a selected wire passes: drag one to lead the wire elsewhere, double-click to drop it, "+" for a new one.
import { useRef } from "react";
import type { WireData } from "../flow.ts";
import { distance } from "../geometry/points.ts";
import { bendIndex, wirePath } from "../geometry/wire.ts";
import { LABELS_OF } from "../labels.ts";
import type { Point } from "../protocol.ts";
import { wireOf } from "../wires.ts";
import { useEditor } from "./context.ts";

/** Where along the wire the "+" may stand: the first that is this far from the label and from all points. */
const SHARES = [0.3, 0.7, 0.18, 0.82, 0.5];
const APART = 34;

interface Props {
  id: string;
  wire: WireData;
  /** The points as they are drawn: dragged ones too. */
  bends: readonly Point[];
  drag(bends: Point[] | null): void;
}

export function Bends({ id, wire, bends, drag }: Props) {
  const editor = useEditor();
  /** The point that is dragged, among those of now; a new one is not among the kernel's yet. */
  const held = useRef<{ index: number; bends: Point[] } | null>(null);
  const save = async (points: readonly Point[]) => {
    const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
    await editor.run({ do: "bend", edge: id, bends: rounded });
    drag(null);
  };
  const without = (index: number) => bends.filter((_, other) => other !== index);
  const at = (share: number) => wirePath({ ...wireOf(wire), bends, share }).label;
  const others = [at(wire.share), ...bends];
  const places = SHARES.map(at);
  const plus = places.find((place) => others.every((other) => distance(place, other) > APART)) ?? places[0]!;
  const more = () => {
    const index = bendIndex([wire.from, ...bends, wire.to], plus);
    return { index, bends: [...bends.slice(0, index), plus, ...bends.slice(index)] };
  };
  const handlers = (hold: () => { index: number; bends: Point[] }) => ({
    onPointerDown: (event: React.PointerEvent) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = hold();
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (held.current === null) return;
      const at = editor.canvas!.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      held.current.bends = held.current.bends.map((bend, index) => (index === held.current!.index ? at : bend));
      drag(held.current.bends);
    },
    onPointerUp: () => {
      if (held.current !== null) void save(held.current.bends);
      held.current = null;
    },
  });
  return (
    <>
      {bends.map((bend, index) => (
        <Dot
          key={index}
          at={bend}
          label={LABELS_OF.bend(wire.entry.name, index + 1)}
          title="Drag to lead the wire; double-click to drop the point"
          onDoubleClick={() => void save(without(index))}
          onKeyDown={(event) => {
            if (event.key !== "Delete" && event.key !== "Backspace") return;
            event.stopPropagation();
            void save(without(index));
          }}
          {...handlers(() => ({ index, bends: [...bends] }))}
        />
      ))}
      <Dot
        at={plus}
        label={LABELS_OF.newBend(wire.entry.name)}
        title="Drag: lead the wire through a point"
        onKeyDown={(event) => event.key === "Enter" && void save(more().bends)}
        words="+"
        {...handlers(more)}
      />
    </>
  );
}

interface DotProps extends React.ComponentProps<"button"> {
  at: Point;
  label: string;
  words?: string;
}

function Dot({ at, label, words, ...rest }: DotProps) {
  return (
    <button
      type="button"
      className={`lpnb-bend nodrag nopan${words === undefined ? "" : " lpnb-new-bend"}`}
      style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
      aria-label={label}
      {...rest}
    >
      {words}
    </button>
  );
}
