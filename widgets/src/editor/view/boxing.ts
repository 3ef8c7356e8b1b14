// A box that is drawn with Shift selects the nodes in it, and nothing else.
import { useStoreApi } from "@xyflow/react";
import { useCallback, useEffect } from "react";
import { boxed } from "../actions/box.ts";
import type { FlowEdge, FlowNode } from "../flow.ts";
import { useEditor } from "./context.ts";

/**
 * React Flow would select the wires of the nodes as well, and of groups each frame that the box is begun in. Returns
 * whether a box is drawn just now: what React Flow says of the selection then does not count.
 */
export function useBoxing(): () => boolean {
  const editor = useEditor();
  const api = useStoreApi<FlowNode, FlowEdge>();
  useEffect(() => {
    return api.subscribe(({ userSelectionRect: drawn, transform: [left, top, zoom] }, before) => {
      if (drawn === null || drawn === before.userSelectionRect || drawn.width + drawn.height === 0) return;
      const box = { x: (drawn.x - left) / zoom, y: (drawn.y - top) / zoom, width: drawn.width / zoom, height: drawn.height / zoom };
      editor.select(boxed(editor.session.scene!, editor.session, box));
    });
  }, [api, editor]);
  return useCallback(() => api.getState().userSelectionActive, [api]);
}
