// The editor that a part of the view belongs to, and how it looks at the session.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Editor } from "../editor.ts";
import type { Tidier } from "../geometry/tidier.ts";
import type { Session } from "../session.ts";

export interface Surroundings {
  editor: Editor;
  tidier: Tidier;
}

export const Around = createContext<Surroundings | null>(null);

export function useAround(): Surroundings {
  const around = useContext(Around);
  if (around === null) throw new Error("outside of an editor");
  return around;
}

export function useEditor(): Editor {
  return useAround().editor;
}

/** What `select` finds in the session; drawn anew when that is another value. It must not make a new object each time. */
export function useSession<Found>(select: (session: Session) => Found): Found {
  const { store } = useEditor();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
