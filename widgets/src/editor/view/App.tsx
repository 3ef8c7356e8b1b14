// The whole editor: tools above, canvas in the middle, outline and inspector beside it, the state of the network below.
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useRef, useState } from "react";
import { placeNew } from "../actions/tidy.ts";
import { LABELS } from "../labels.ts";
import { makeRoom } from "../room.ts";
import { Canvas } from "./Canvas.tsx";
import { useAround, useSession } from "./context.ts";
import { useFocusKept } from "./focus.ts";
import { useKeys } from "./keys.ts";
import { Outline } from "./Outline.tsx";
import { PalettePopup } from "./Palette.tsx";
import { Panel } from "./Panel.tsx";
import { Problems } from "./Problems.tsx";
import { Status } from "./Status.tsx";
import { Toolbar } from "./Toolbar.tsx";

/** Below this width panels lie over the canvas. */
const NARROW = 760;

export function App() {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const ready = useSession(({ scene }) => scene !== null);
  const panel = useSession(({ panel }) => panel);
  const outline = useSession(({ outline }) => outline);
  const narrow = useNarrow(frame);
  usePlaces();
  useKeys(frame, canvas);
  useFocusKept(frame, canvas);
  return (
    <ReactFlowProvider>
      <div ref={frame} className={`lpnb-editor${narrow ? " lpnb-narrow" : ""}`} role="region" aria-label={LABELS.editor} data-lpnb-own-keys="">
        <Toolbar canvas={canvas} />
        <div className="lpnb-middle">
          {outline && <Outline />}
          <div ref={canvas} className="lpnb-canvas" tabIndex={-1}>
            {ready ? <Canvas frame={canvas} /> : <p className="lpnb-loading">Asking the kernel for the network …</p>}
            <PalettePopup />
            <Problems />
            <Toasts />
          </div>
          {panel !== null && ready && <Panel panel={panel} />}
        </div>
        <Status />
      </div>
    </ReactFlowProvider>
  );
}

/** Whether there is little room. */
function useNarrow(frame: React.RefObject<HTMLDivElement | null>): boolean {
  const { editor } = useAround();
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    let giveBack: (() => void) | null = null;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width === 0) return; // not seen at present
      if (width < NARROW) giveBack ??= makeRoom(editor.store);
      else giveBack = giveBack?.() ?? null;
      setNarrow(width < NARROW);
    });
    observer.observe(frame.current!);
    return () => {
      observer.disconnect();
      giveBack?.();
    };
  }, [editor, frame]);
  return narrow;
}

/** Finds places for nodes that nobody has placed, after each change. */
function usePlaces(): void {
  const { editor, tidier } = useAround();
  useEffect(() => {
    let drawn = "";
    const follow = () => {
      const { nodes, edges } = editor.session.scene!;
      // Sizes and structure; a turned knob moves nothing.
      const structure = JSON.stringify([
        Object.entries(nodes).map(([id, n]) => [id, n.x === null, n.group, n.ports.length, n.outputs.length]),
        Object.values(edges).map((edge) => [edge.source, edge.target]),
      ]);
      if (structure === drawn) return;
      drawn = structure;
      placeNew(editor, tidier).catch((error: unknown) => editor.say(`New nodes could not be placed: ${String(error)}`, true));
    };
    editor.onScene.add(follow);
    if (editor.session.scene !== null) follow();
    return () => void editor.onScene.delete(follow);
  }, [editor, tidier]);
}

function Toasts() {
  const { editor } = useAround();
  const toasts = useSession(({ toasts }) => toasts);
  return (
    <div className="lpnb-toasts" role="status" aria-label={LABELS.messages} aria-live="polite">
      {toasts.map(({ number, words, error }) => (
        <div key={number} className={`lpnb-toast${error ? " lpnb-error" : ""}`}>
          <span>{words}</span>
          <button type="button" aria-label={LABELS.dismiss} onClick={() => editor.unsay(number)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
