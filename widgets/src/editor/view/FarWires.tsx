// Wires that are far away, hundreds of them: one picture for the browser to paint, where each is a line of its own.
import { memo, useContext } from "react";
import { createPortal } from "react-dom";
import { edgeAt } from "../actions/wire.ts";
import type { Editor } from "../editor.ts";
import type { FlowEdge } from "../flow.ts";
import { wirePath } from "../geometry/wire.ts";
import { choose } from "../session.ts";
import { wireOf } from "../wires.ts";
import { Seen } from "./context.ts";
import { wireClasses } from "./Wire.tsx";

/** Pixels beside a wire at which a click still takes it. */
const BESIDE = 5;

/** All wires but those that React Flow draws, for they are selected. Behind the cards, where its own are. */
export function FarWires({ edges }: { edges: readonly FlowEdge[] }) {
  const { behind } = useContext(Seen);
  if (behind === null) return null;
  const lines = edges.filter(({ selected }) => !selected).map((edge) => <FarWire key={edge.id} edge={edge} />);
  return createPortal(<svg className="lpnb-far-wires">{lines}</svg>, behind);
}

const FarWire = memo(function FarWire({ edge: { id, ariaLabel, data } }: { edge: FlowEdge }) {
  return (
    <path
      d={wirePath(wireOf(data!)).path}
      className={wireClasses(data!)}
      fill="none"
      role="group"
      aria-roledescription="edge"
      aria-label={ariaLabel}
      tabIndex={0}
      data-id={id}
    />
  );
});

/** Selects the wire under the pointer: lines thinner than a pixel are not looked for by the browser. */
export function clickFar(editor: Editor, event: React.MouseEvent): void {
  const on = (event.target as Element).closest(".react-flow__pane, .react-flow__node")?.classList;
  if (!on || (on.contains("react-flow__node") && !on.contains("react-flow__node-frame"))) return;
  const { canvas, session } = editor;
  const place = canvas!.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
  const id = session.wiring === null ? edgeAt(editor, place, BESIDE / canvas!.getZoom()) : undefined;
  if (id === undefined) return;
  event.stopPropagation();
  editor.select(choose(session.selection, id, event.shiftKey || event.ctrlKey || event.metaKey));
}
