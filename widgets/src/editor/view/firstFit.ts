// What is in sight at first.
import { useReactFlow, useStore } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { drawnBox } from "../actions/view.ts";
import type { FlowEdge, FlowNode } from "../flow.ts";
import { firstView } from "../geometry/sight.ts";
import type { Id } from "../protocol.ts";

/**
 * Shows everything once the canvas has a size (off screen it has none), and again whenever nodes were placed by
 * themselves; where no name could be read then, the beginning. What a person does by hand never moves the view.
 * Returns what to call when a person has moved it.
 */
export function useFirstFit(nodes: readonly FlowNode[], edges: readonly FlowEdge[], places: ReadonlyMap<Id, unknown>): (event: unknown) => void {
  const { setViewport } = useReactFlow();
  const width = useStore(({ width, height }) => (height > 0 ? width : 0));
  const height = useStore(({ height }) => height);
  const fitted = useRef<unknown>(undefined);
  /** Whether the view is as it was fitted; a panel that opens beside it then leaves all of it in sight. */
  const untouched = useRef(false);
  useEffect(() => {
    if (width === 0 || (fitted.current === places && !untouched.current)) return;
    fitted.current = places;
    const all = drawnBox(nodes, edges);
    if (all === null) return;
    void setViewport(firstView(all, nodes.length, { width, height }));
    untouched.current = true;
    // The nodes are none of the reasons: one that a person adds is where the person looks.
  }, [width, places, setViewport]);
  return useCallback((event: unknown) => {
    if (event !== null) untouched.current = false;
  }, []);
}
