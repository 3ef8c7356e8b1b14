// A map of the whole drawing, in a corner.
import { MiniMap, useStore } from "@xyflow/react";
import { useMemo } from "react";
import { type FlowNode, whole } from "../flow.ts";
import { inSight, MAPPED } from "../geometry/sight.ts";
import { LABELS } from "../labels.ts";

/** There only where it is of use: while all is in sight it would but cover cards. */
export function Overview({ nodes }: { nodes: readonly FlowNode[] }) {
  const box = useMemo(() => whole(nodes), [nodes]);
  const all = useStore(({ transform, width, height }) => box === null || width === 0 || inSight(box, transform, { width, height }));
  if (nodes.length < MAPPED || all) return null;
  return <MiniMap pannable zoomable ariaLabel={LABELS.minimap} nodeColor={(node) => (node as FlowNode).data.entry.colour} nodeStrokeWidth={0} />;
}
