// What a wire brings, while the pointer is on it.
import { useEffect, useReducer, useRef } from "react";
import type { Ends } from "../previews.ts";
import type { EdgeEntry } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

export function WireValue() {
  const hovered = useSession(({ hovered }) => hovered);
  const edge = useSession(({ scene, hovered }) => (hovered === null ? undefined : scene?.edges[hovered.edge]));
  const drags = useSession(({ dragged }) => dragged.size > 0); // it would lie over the wires that a hand aims at
  if (hovered === null || edge === undefined || drags) return null;
  return <Told edge={edge} style={{ left: hovered.at.x + 14, top: hovered.at.y + 14 }} />;
}

function Told({ edge, style }: { edge: EdgeEntry; style: React.CSSProperties }) {
  const { previews } = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const output = `${edge.source}:${edge.out}`;
  useEffect(() => {
    const draw = () => (previews.draw(canvas.current!, output), redraw());
    previews.ask(output);
    previews.changed.add(draw);
    return () => {
      previews.changed.delete(draw);
      previews.ask(null);
    };
  }, [previews, output]);
  const value = previews.value(output);
  return (
    <div className="lpnb-wire-value" role="tooltip" style={style}>
      <b>{value === null ? edge.name : `${edge.name} in frame ${value.frame}`}</b>
      <canvas ref={canvas} className="lpnb-preview" data-empty="" />
      {!edge.on && <span>Switched off</span>}
      {value !== null && <span>{words(value.ends)}</span>}
    </div>
  );
}

/** Least, mean and most, as short as they can be told apart. */
const words = (ends: Ends) => ["least", "mean", "most"].map((name, at) => `${name} ${Number(ends[at]!.toPrecision(3))}`).join(", ");
