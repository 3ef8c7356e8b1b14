// The drawing: React Flow with our nodes and wires. Everything is drawn from the session; gestures become actions.
import {
  Background, type EdgeTypes, type NodeTypes, type OnEdgesChange, type OnNodesChange, ReactFlow, SelectionMode, useStore,
} from "@xyflow/react"; // prettier-ignore
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { add, openPalette } from "../actions/add.ts";
import { drag, drop, GRID, letGo } from "../actions/move.ts";
import { aim, edgeAt } from "../actions/wire.ts";
import { isGroup } from "../card.ts";
import { CROWD, type FlowEdge, type FlowNode } from "../flow.ts";
import { standIn } from "../groups.ts";
import { steady } from "../kept.ts";
import { LABELS } from "../labels.ts";
import type { Id, Scene } from "../protocol.ts";
import { useBoxing } from "./boxing.ts";
import { Card } from "./Card.tsx";
import { Seen, type Sight, useAround, useEditor } from "./context.ts";
import { clickFar, FarWires } from "./FarWires.tsx";
import { Frame, Titles } from "./Frame.tsx";
import { useFirstFit } from "./firstFit.ts";
import { Note } from "./Note.tsx";
import { Overview } from "./Overview.tsx";
import { ProblemOfFocused } from "./Problems.tsx";
import { usePulse } from "./pulse.ts";
import { useTheme } from "./theme.ts";
import { Wire } from "./Wire.tsx";
import { useWiring, WireHint } from "./wiring.tsx";
import { WireValue } from "./WireValue.tsx";

const NODES: NodeTypes = { card: Card, note: Note, frame: Frame };
const EDGES: EdgeTypes = { wire: Wire };
/** From so many nodes on, only those on screen are mounted. */
const MANY = 120;
// React Flow tells all its nodes and edges about each property that is another one: what is constant is so by identity.
const SNAP: [number, number] = [GRID, GRID];
const ZOOMS = ["Control", "Meta"];
const SELECT_MORE = ["Control", "Meta", "Shift"];
/** Pixels from a wire at which something dropped from the palette is put onto it. */
const ONTO = 14;
/** Zoomed out further, names grow against it and all else that is written gives way. */
const FAR = 0.7;
/** Zoomed out further, names cannot be read, ports not be hit, labels not be read: they are left out. */
const NAMES = 0.2;
const PORTS = 0.25;
const LABELLED = 0.3;
const ZOOM_STEPS = 20;
export const DRAGGED_KIND = "application/x-lpnb-kind";

export function Canvas({ frame }: { frame: React.RefObject<HTMLDivElement | null> }) {
  const { editor } = useAround();
  const session = useSyncExternalStore(editor.store.subscribe, editor.store.get);
  const scene = session.scene!;
  const { nodes, edges } = inPlace(editor.flow.draw(scene, session), scene, session.automatic);
  const sight = useSight(frame);
  // Far away all wires are one picture; only those that are selected can be taken at their ends.
  const far = !sight.labels && edges.length > CROWD;
  const near = useSteady(far ? edges.filter(({ selected }) => selected) : edges);
  const wires = useWiring(frame);
  usePulse();
  const hands = useHands();
  const onMove = useFirstFit(nodes, edges, session.automatic);
  const kinds = useKindDrop(frame);
  const zoom = useStore(({ transform }) => Math.max(NAMES, Math.round(transform[2] * ZOOM_STEPS) / ZOOM_STEPS));
  return (
    <Seen.Provider value={sight}>
      <ReactFlow<FlowNode, FlowEdge>
        {...wires}
        {...kinds}
        nodes={nodes}
        edges={near}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        className={`${zoom < FAR ? "lpnb-far" : ""} ${session.dragged.size > 0 ? "lpnb-dragging" : ""}`}
        style={{ "--lpnb-zoom": zoom } as React.CSSProperties}
        colorMode={useTheme()}
        aria-label={LABELS.canvas}
        {...hands}
        onClickCapture={(event) => far && clickFar(editor, event)}
        onMove={onMove}
        onDoubleClick={(event) => onEmpty(event) && openPalette(editor, frame.current!, { x: event.clientX, y: event.clientY })}
        onlyRenderVisibleElements={nodes.length > MANY}
        minZoom={0.02}
        maxZoom={2}
        snapToGrid={session.snap}
        snapGrid={SNAP}
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        attributionPosition="bottom-left"
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={SELECT_MORE}
        selectionKeyCode="Shift"
        deleteKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={ZOOMS}
        disableKeyboardA11y
        edgesReconnectable
        connectOnClick={false}
      >
        <Background gap={GRID} />
        <Titles nodes={nodes} />
        {far && <FarWires edges={edges} />}
        {!(nodes.length > MANY && session.dragged.size > 0 && session.busy === "") && <Overview nodes={nodes} />}
      </ReactFlow>
      {Object.keys(scene.nodes).length === 0 && <Empty />}
      <WireHint frame={frame} />
      <WireValue />
      <ProblemOfFocused frame={frame} />
    </Seen.Provider>
  );
}

/** What can be read at this zoom, and where labels go. */
function useSight(frame: React.RefObject<HTMLDivElement | null>): Sight {
  const names = useStore(({ transform }) => transform[2] >= NAMES);
  const ports = useStore(({ transform }) => transform[2] >= PORTS);
  const labels = useStore(({ transform }) => transform[2] >= LABELLED);
  const [rooms, setRooms] = useState<Pick<Sight, "room" | "behind">>({ room: null, behind: null });
  useEffect(() => {
    const find = (name: string) => frame.current!.querySelector(`.react-flow__${name}`);
    setRooms({ room: find("edgelabel-renderer"), behind: find("edges") });
  }, [frame]);
  return useMemo(() => ({ names, ports, labels, ...rooms }), [names, ports, labels, rooms]);
}

/** The list of before, where the new one has the same items: React Flow tells everybody of a new list. */
function useSteady<Item>(list: Item[]): Item[] {
  const last = useRef(list);
  return (last.current = steady(last.current, list));
}

/** What has a place already: the rest would be drawn twice, first on one heap. */
function inPlace(drawn: { nodes: FlowNode[]; edges: FlowEdge[] }, scene: Scene, automatic: ReadonlyMap<Id, unknown>): typeof drawn {
  const waiting = ({ id, data }: FlowNode) => scene.nodes[id]!.x === null && !automatic.has(id) && !isGroup(data.entry);
  const absent = new Set(drawn.nodes.filter(waiting).map(({ id }) => id));
  if (absent.size === 0) return drawn;
  return {
    nodes: drawn.nodes.filter(({ id }) => !absent.has(id)),
    edges: drawn.edges.filter(({ source, target }) => !absent.has(source) && !absent.has(target)),
  };
}

/** Whether nothing but the canvas is there, or the ground of an open group. */
function onEmpty({ target }: React.MouseEvent): boolean {
  return target instanceof Element && target.matches(".react-flow__pane, .lpnb-group-frame");
}

/** What hands do to nodes and to the empty canvas. */
function useHands() {
  const editor = useEditor();
  const boxing = useBoxing();
  return useMemo(() => {
    let held = false;
    const release = () => {
      if (held) letGo(editor);
      held = false;
    };
    const onNodesChange: OnNodesChange<FlowNode> = (changes) => {
      const moved = changes.flatMap((c) => (c.type === "position" && c.position && c.dragging ? [[c.id, c.position] as const] : []));
      held ||= moved.length > 0;
      if (moved.length > 0) drag(editor, new Map(moved));
      // The end of a drag is said here first, and then as a stop; of one whose node is gone here alone.
      if (changes.some((c) => c.type === "position" && c.dragging === false)) queueMicrotask(release);
      if (!boxing()) select(editor, changes);
    };
    const onEdgesChange: OnEdgesChange<FlowEdge> = (changes) => void (boxing() || select(editor, changes));
    const over = (event: Pick<MouseEvent, "clientX" | "clientY"> | TouchEvent, moved: readonly FlowNode[]) => {
      const { clientX: x, clientY: y } = "changedTouches" in event ? event.changedTouches[0]! : event;
      aim(editor, moved.map(({ id }) => id), editor.canvas!.screenToFlowPosition({ x, y }, { snapToGrid: false })); // prettier-ignore
    };
    const dropped = (moved: readonly FlowNode[]) => {
      held = false;
      drop(editor, undefined, moved.map(({ id }) => id)); // prettier-ignore
    };
    return {
      onNodesChange,
      onEdgesChange,
      onInit: (canvas: NonNullable<typeof editor.canvas>) => void (editor.canvas = canvas),
      onNodeDrag: (event: MouseEvent | TouchEvent, _node: FlowNode, moved: FlowNode[]) => over(event, moved),
      onSelectionDrag: over,
      onNodeDragStop: (_event: unknown, _node: FlowNode, moved: FlowNode[]) => dropped(moved),
      onSelectionDragStop: (_event: unknown, moved: FlowNode[]) => dropped(moved),
      // A box that is begun inside of a group leaves the focus where it was.
      onSelectionEnd: () => editor.frame?.focus({ preventScroll: true }),
      onPaneClick: () => editor.store.set({ palette: null, wiring: null, selection: new Set() }),
      onEdgeMouseEnter: (event: React.MouseEvent, { id }: FlowEdge) => hover(editor, event, id),
      onEdgeMouseLeave: () => editor.store.set({ hovered: null }),
      onPaneMouseLeave: () => void (editor.pointer = null),
    };
  }, [editor, boxing]);
}

function hover(editor: ReturnType<typeof useEditor>, { clientX, clientY }: React.MouseEvent, edge: Id): void {
  const { left, top } = editor.frame!.getBoundingClientRect();
  editor.store.set({ hovered: { edge, at: { x: clientX - left, y: clientY - top } } });
}

function select(editor: ReturnType<typeof useEditor>, changes: readonly { type: string; id?: string; selected?: boolean }[]): void {
  const chosen = changes.filter(({ type }) => type === "select");
  if (chosen.length === 0) return;
  const { scene, selection: before } = editor.session;
  // React Flow does not know of what a collapsed group hides: that is not let go of by itself.
  const selection = new Set([...before].filter((id) => standIn(scene!, id) === undefined));
  for (const { id, selected } of chosen) {
    if (selected) selection.add(id!);
    else selection.delete(id!);
  }
  editor.store.set({ selection });
}

/** Kinds dragged out of the palette. */
function useKindDrop(frame: React.RefObject<HTMLDivElement | null>) {
  const editor = useEditor();
  const onDragOver = useCallback((event: React.DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAGGED_KIND)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }, []);
  const onDrop = useCallback(
    (event: React.DragEvent) => {
      const kind = event.dataTransfer.getData(DRAGGED_KIND);
      if (kind === "" || frame.current === null) return;
      event.preventDefault();
      const place = editor.canvas!.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const edge = edgeAt(editor, place, ONTO);
      editor.store.set({ palette: null });
      void add(editor, kind, { place, ...(edge ? { edge } : {}) });
    },
    [editor, frame],
  );
  return { onDragOver, onDrop };
}

function Empty() {
  return (
    <div className="lpnb-empty">
      <b>Nothing here yet.</b>
      <span>
        Double-click, or press <kbd>A</kbd>, to add the first node.
      </span>
    </div>
  );
}
