// A wire that is on its way: by drag or by click-click; what fits is lit, the rest says why not.
import type { FinalConnectionState, HandleType, OnConnectStartParams, ReactFlowProps } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { openPalette } from "../actions/add.ts";
import { endOf, finish, judge } from "../actions/wire.ts";
import type { Editor } from "../editor.ts";
import type { FlowEdge, FlowNode } from "../flow.ts";
import type { EdgeEntry, End, Id } from "../protocol.ts";
import type { Session, Wiring } from "../session.ts";
import { useEditor, useSession } from "./context.ts";

type Handlers = Pick<
  ReactFlowProps<FlowNode, FlowEdge>,
  "onConnectStart" | "onConnectEnd" | "onReconnectStart" | "onReconnectEnd" | "onReconnect" | "onNodeClick"
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
    const node = nodeAt(at);
    const type = wiring.end.side === "output" ? "target" : "source";
    const handle = handleAt(at, type) ?? near(state, type);
    if (handle !== null) void finish(editor, handle.node, handle.port);
    else if (node !== null) void finish(editor, node);
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

/** The port that React Flow finds near the pointer, if it is on the side where the wire has to end. */
function near({ toHandle, toNode }: FinalConnectionState, type: HandleType): { node: Id; port: string } | null {
  return toHandle?.type === type && toNode !== null ? { node: toNode.id, port: toHandle.id ?? "" } : null;
}

function handleAt({ x, y }: { x: number; y: number }, type: HandleType): { node: Id; port: string } | null {
  const { nodeid: node, handleid: port } = document.elementFromPoint(x, y)?.closest<HTMLElement>(`.react-flow__handle.${type}`)?.dataset ?? {};
  return node === undefined || port === undefined ? null : { node, port };
}

function nodeAt({ x, y }: { x: number; y: number }): Id | null {
  return document.elementFromPoint(x, y)?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
}

/** Beside the pointer: what the wire would become here, or why it cannot end here. */
export function WireHint({ frame }: { frame: Frame }) {
  const wiring = useSession(({ wiring }) => wiring);
  const scene = useSession(({ scene }) => scene);
  const [at, setAt] = useState<{ x: number; y: number; node: Id } | null>(null);
  useEffect(() => {
    if (wiring === null) return setAt(null);
    const follow = (event: PointerEvent) => {
      const box = frame.current!.getBoundingClientRect();
      const node = nodeAt({ x: event.clientX, y: event.clientY });
      setAt(node === null ? null : { x: event.clientX - box.x, y: event.clientY - box.y, node });
    };
    window.addEventListener("pointermove", follow);
    return () => window.removeEventListener("pointermove", follow);
  }, [wiring, frame]);
  if (wiring === null || at === null || scene === null || at.node === wiring.end.node) return null;
  const { verdict, node, port } = judge(scene, wiring.end, at.node);
  const name = scene.nodes[node]?.name;
  const words = verdict.fits ? `${verdict.kind} to ${port === "in" || port === "out" ? name : `${name}.${port}`}` : verdict.why;
  return (
    <div className={`lpnb-wire-hint${verdict.fits ? "" : " lpnb-error"}`} style={{ left: at.x + 14, top: at.y + 14 }}>
      {words}
    </div>
  );
}
