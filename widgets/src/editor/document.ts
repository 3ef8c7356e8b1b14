// The scene as the kernel has it, and how its changes are taken in. Nothing here is ever changed by the editor itself.
// What a change says again is the same object as before: the kernel sends whole nodes and edges for each thing in them.
import { shared } from "./kept.ts";
import type { Change, Scene } from "./protocol.ts";

export interface Document {
  scene: Scene;
  version: number;
}

/** Returns the document after a change, or null where one was missed: then the whole has to be asked for again. */
export function take(document: Document | null, { change, version, whole }: Change): Document | null {
  if (whole) return { scene: change as Scene, version };
  if (document === null || version > document.version + 1) return null;
  if (version <= document.version) return document; // the whole, asked for by another view, held it already
  const { nodes, edges, fits, ...rest } = change;
  const { scene } = document;
  const keyed = { nodes: merged(scene.nodes, nodes), edges: merged(scene.edges, edges), fits: merged(scene.fits, fits) };
  const changed = { ...scene, ...rest, ...keyed };
  return { scene: shared(scene, changed), version };
}

function merged<Entry>(old: Record<string, Entry>, changed: Record<string, Entry | null> | undefined): Record<string, Entry> {
  if (changed === undefined) return old;
  const result = { ...old };
  for (const [id, entry] of Object.entries(changed)) {
    if (entry === null) delete result[id];
    else result[id] = entry;
  }
  return result;
}
