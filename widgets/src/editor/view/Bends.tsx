// The points that a selected wire passes: drag one to lead the wire elsewhere, double-click to drop it, "+" for a new one.
import { useRef } from "react";
import type { WireData } from "../flow.ts";
import { bendIndex } from "../geometry/wire.ts";
import type { Point } from "../protocol.ts";
import { useEditor } from "./context.ts";

/** How far beside the label a new point begins. */
const BESIDE = 26;

interface Props {
  id: string;
  wire: WireData;
  /** The points as they are drawn: dragged ones too. */
  bends: readonly Point[];
  label: Point;
  drag(bends: Point[] | null): void;
}

export function Bends({ id, wire, bends, label, drag }: Props) {
  const editor = useEditor();
  const moving = useRef(false);
  const save = async (points: Point[]) => {
    const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
    await editor.run({ do: "bend", edge: id, bends: rounded });
    drag(null);
  };
  const without = (index: number) => bends.filter((_, other) => other !== index);
  const below = { x: label.x, y: label.y + BESIDE };
  const add = () => {
    const index = bendIndex([wire.from, ...bends, wire.to], below);
    void save([...bends.slice(0, index), below, ...bends.slice(index)]);
  };
  const handlers = (index: number) => ({
    onPointerDown: (event: React.PointerEvent) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      moving.current = true;
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (!moving.current) return;
      const at = editor.canvas!.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      drag(bends.map((bend, other) => (other === index ? at : bend)));
    },
    onPointerUp: () => {
      if (moving.current) void save([...bends]);
      moving.current = false;
    },
    onDoubleClick: () => void save(without(index)),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.stopPropagation();
      void save(without(index));
    },
  });
  return (
    <>
      {bends.map((bend, index) => (
        <Dot
          key={index}
          at={bend}
          label={`Point ${index + 1} of ${wire.entry.name}; Delete drops it`}
          title="Drag to lead the wire; double-click to drop the point"
          {...handlers(index)}
        />
      ))}
      <Dot at={below} label={`Add a point to ${wire.entry.name}`} title="Add a point that the wire passes" onClick={add} words="+" />
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
