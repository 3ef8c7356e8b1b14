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

/**
 * What all cards and wires have to know of the canvas, told once: each of them asking React Flow, which tells everybody
 * of everything, would take most of a drag's time.
 */
export interface Sight {
  /** Whether names can be read, ports be hit, and labels be read, as far as it is zoomed out. */
  names: boolean;
  ports: boolean;
  labels: boolean;
  /** Where labels of wires are put, and wires that are far away; null while there is none. */
  room: Element | null;
  behind: Element | null;
}

export const Seen = createContext<Sight>({ names: true, ports: true, labels: true, room: null, behind: null });

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
