// Panels where there is little room: they do not stay open over the drawing, and come back when there is room again.
import type { Session } from "./session.ts";
import type { Store } from "./store.ts";

/** Closes the panels. Returns what opens them again, unless somebody has opened one meanwhile. */
export function makeRoom(store: Store<Session>): () => void {
  const { panel, outline } = store.get();
  let touched = false;
  store.set({ panel: null, outline: false });
  const leave = store.subscribe(() => {
    const now = store.get();
    touched ||= now.panel !== null || now.outline;
  });
  return () => {
    leave();
    if (!touched) store.set({ panel, outline });
  };
}
