// A port on the side of a card: a wire is dragged from here, or started with a click and ended with another.
import { Handle, Position } from "@xyflow/react";
import { endOf, finish } from "../actions/wire.ts";
import { portPoint } from "../card.ts";
import type { CardData } from "../flow.ts";
import type { Id, Output } from "../protocol.ts";
import type { Exposed } from "../groups.ts";
import { useEditor, useSession } from "./context.ts";
import { verdictAt } from "./verdict.ts";

interface Props {
  node: Id;
  side: "input" | "output";
  port: Output | Exposed;
  ends: Pick<CardData, "ports" | "outputs">;
}

export function Port({ node, side, port, ends }: Props) {
  const editor = useEditor();
  const mark = useSession((session) => verdictAt(session, endOf(node, port.name, side)));
  const words = "words" in port ? port.words : `${port.name}: ${port.shape}`;
  // Classes and numbers do not go together: that is seen before a wire is tried.
  const classes = "shape" in port && port.shape.startsWith("class");
  const { y } = portPoint(ends, side, port.name);
  const onClick = (event: React.MouseEvent) => {
    event.stopPropagation();
    const { wiring } = editor.session;
    const end = endOf(node, port.name, side);
    if (wiring === null || wiring.end.side === side) editor.store.set({ wiring: { end } });
    else void finish(editor, node, port.name);
  };
  return (
    <Handle
      id={port.name}
      type={side === "input" ? "target" : "source"}
      position={side === "input" ? Position.Left : Position.Right}
      className={`lpnb-port${classes ? " lpnb-classes" : ""}${mark === null ? "" : ` lpnb-${mark}`}`}
      style={{ top: y }}
      title={words}
      onClick={onClick}
    />
  );
}

/** Where a port is, for React Flow to measure: far away, when none can be hit, it need not be more. */
export function Mark({ side, port, ends }: Props) {
  const [type, edge] = side === "input" ? ["target", "left"] : ["source", "right"];
  const { y } = portPoint(ends, side, port.name);
  return <div className={`react-flow__handle react-flow__handle-${edge} ${type}`} data-handleid={port.name} data-handlepos={edge} style={{ top: y }} />;
}
