// A wire that is on its way: by drag or by click-click; what fits is lit, the rest says why not.
import {
  type ConnectionLineComponentProps, type ConnectionState, type FinalConnectionState, getBezierPath, type HandleType, type OnConnectStartParams, Position, type ReactFlowProps, useReactFlow, useStoreApi,
} from "@xyflow/react"; // prettier-ignore
import { useEffect, useMemo, useState } from "react";
import { openPalette } from "../actions/add.ts";
import { endOf, finish, judge } from "../actions/wire.ts";
import type { Editor } from "../editor.ts";
import type { FlowEdge, FlowNode } from "../flow.ts";
import type { EdgeEntry, End, Id, Point } from "../protocol.ts";
import type { Session, Wiring } from "../session.ts";
import { useEditor, useSession } from "./context.ts";

type Handlers = Pick<
  ReactFlowProps<FlowNode, FlowEdge>,
  "onConnectStart" | "onConnectEnd" | "onReconnectStart" | "onReconnectEnd" | "onReconnect" | "onNodeClick" | "connectionLineComponent"
>;
type Frame = React.RefObject<HTMLDivElement | null>;

/** The handlers of React Flow that have to do with wires. */
export function useWiring(frame: Frame): Handlers {
  const editor = useEditor();
  return useMemo(() => handlers(editor, frame), [editor, frame]);
}

function handlers(editor: Editor, frame: Frame): Handlers {
  const ended = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const { wiring } = editor.session;
    if (wiring === null) return;
    const point = "changedTouches" in event ? event.changedTouches[0]! : event;
    const at = { x: point.clientX, y: point.clientY };
    const found = aimed(at, state, wiring);
    if (found !== null) void finish(editor, found.node, found.port);
    else if (wiring.edge === undefined && frame.current?.contains(document.elementFromPoint(at.x, at.y))) {
      openPalette(editor, frame.current, at, { end: wiring.end });
    } else editor.store.set({ wiring: null });
  };
  return {
    onConnectStart: (_event, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      const { wiring } = editor.session;
      if (wiring?.edge !== undefined || nodeId === null) return; // a wire's own end, see onReconnectStart
      const end = endOf(nodeId, handleId ?? "", handleType === "source" ? "output" : "input");
      editor.store.set({ wiring: held(editor.session, end) ?? { end } });
    },
    onConnectEnd: ended,
    // A wire that was started by a click or a key ends with a click, anywhere on a node.
    onNodeClick: (_event, { id }) => {
      const { wiring } = editor.session;
      if (wiring !== null && wiring.end.node !== id) void finish(editor, id);
    },
    onReconnectStart: (_event, edge, handle) => {
      const { entry } = edge.data!;
      // React Flow names the end that stays.
      editor.store.set({ wiring: { end: handle === "source" ? sourceOf(entry) : targetOf(entry), edge: edge.id } });
    },
    onReconnect: () => {}, // `ended` does it: also for a drop anywhere on a node
    onReconnectEnd: (event, _edge, _handle, state) => ended(event, state),
    connectionLineComponent: Line,
  };
}

function sourceOf({ source, out }: Pick<EdgeEntry, "source" | "out">): End {
  return { node: source, port: out, side: "output" };
}

function targetOf({ target, port }: Pick<EdgeEntry, "target" | "port">): End {
  return { node: target, port, side: "input" };
}

/** The wire that is pulled out of an input: its only one where it takes no more, else the selected one. */
function held({ scene, selection }: Session, { node, port, side }: End): Wiring | null {
  if (scene === null || side === "output") return null;
  const many = scene.nodes[node]?.ports.find(({ name }) => name === port)?.many;
  const wires = Object.entries(scene.edges).filter(([, edge]) => edge.target === node && edge.port === port);
  const found = wires.find(([id]) => !many || selection.has(id));
  return found === undefined ? null : { end: sourceOf(found[1]), edge: found[0] };
}

type Place = { node: Id; port?: string };

/** The side of a node at which a wire ends. */
function wanted({ end }: Wiring): HandleType {
  return end.side === "output" ? "target" : "source";
}

/** Where a wire goes that is let go here: to a port, or to a node as a whole. */
function aimed(at: Point, state: Pick<ConnectionState, "toHandle" | "toNode">, wiring: Wiring): Place | null {
  const type = wanted(wiring);
  const node = nodeAt(at);
  return handleAt(at, type) ?? near(state, type) ?? (node === null ? null : { node });
}

/** The port that React Flow finds near the pointer, if it is on the side where the wire has to end. */
function near({ toHandle, toNode }: Pick<ConnectionState, "toHandle" | "toNode">, type: HandleType): Place | null {
  return toHandle?.type === type && toNode !== null ? { node: toNode.id, port: toHandle.id ?? "" } : null;
}

function handleAt({ x, y }: Point, type: HandleType): Place | null {
  const { nodeid: node, handleid: port } = document.elementFromPoint(x, y)?.closest<HTMLElement>(`.react-flow__handle.${type}`)?.dataset ?? {};
  return node === undefined || port === undefined ? null : { node, port };
}

function nodeAt({ x, y }: Point): Id | null {
  return document.elementFromPoint(x, y)?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
}

/** The line to the pointer, or to the port near it: from the end that stays, also where an end is pulled off its port. */
function Line({ fromX, fromY, toHandle, pointer }: ConnectionLineComponentProps<FlowNode>) {
  const editor = useEditor();
  const { x, y, zoom } = useReactFlow().getViewport();
  const { wiring } = editor.session;
  if (wiring === null) return null;
  const type = wanted(wiring);
  const edge = editor.flow.last.edges.find(({ id }) => id === wiring.edge)?.data;
  const stays = edge === undefined ? { x: fromX, y: fromY } : type === "target" ? edge.from : edge.to;
  const moves = toHandle?.type === type ? toHandle : { x: (pointer.x - x) / zoom, y: (pointer.y - y) / zoom };
  const [from, to] = type === "target" ? [stays, moves] : [moves, stays];
  const sides = { sourcePosition: Position.Right, targetPosition: Position.Left };
  const [path] = getBezierPath({ sourceX: from.x, sourceY: from.y, targetX: to.x, targetY: to.y, ...sides });
  return <path d={path} className="react-flow__connection-path" />;
}

/** Beside the pointer: what the wire would become here, or why it cannot end here. */
export function WireHint({ frame }: { frame: Frame }) {
  const wiring = useSession(({ wiring }) => wiring);
  const scene = useSession(({ scene }) => scene);
  const { getState } = useStoreApi();
  const [at, setAt] = useState<(Point & Place) | null>(null);
  useEffect(() => {
    if (wiring === null) return setAt(null);
    const follow = (event: MouseEvent | TouchEvent) => {
      const { clientX: x, clientY: y } = "touches" in event ? event.touches[0]! : event;
      const box = frame.current!.getBoundingClientRect();
      const place = aimed({ x, y }, getState().connection, wiring);
      setAt(place && { x: x - box.x, y: y - box.y, ...place });
    };
    // Not as pointers move: React Flow looks for the port near them only as the mouse or a touch does, which is told later.
    const gone = new AbortController();
    for (const move of ["mousemove", "touchmove"] as const) window.addEventListener(move, follow, gone);
    return () => gone.abort();
  }, [wiring, frame, getState]);
  if (wiring === null || at === null || scene === null || (at.port === undefined && at.node === wiring.end.node)) return null;
  const { verdict, node, port } = judge(scene, wiring, at.node, at.port);
  const [way, name] = [wiring.end.side === "output" ? "to" : "from", scene.nodes[node]?.name];
  const words = verdict.fits ? `${verdict.kind} ${way} ${port === "in" || port === "out" ? name : `${name}.${port}`}` : verdict.why;
  return (
    <div className={`lpnb-wire-hint${verdict.fits ? "" : " lpnb-error"}`} style={{ left: at.x + 14, top: at.y + 14 }}>
      {words}
    </div>
  );
}
