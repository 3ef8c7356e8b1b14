// Wires pulse when something new comes along them: a setting, for it draws the eye.
import { useEffect } from "react";
import type { Editor } from "../editor.ts";
import type { Id } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

const KEYFRAMES = [{ stroke: "var(--lpnb-accent)", strokeWidth: "3.5px" }, {}];
const MILLISECONDS = 240;

/** Has wires pulse while that is wanted, and while the system does not ask for less motion. */
export function usePulse(): void {
  const editor = useEditor();
  const on = useSession(({ pulse }) => pulse);
  useEffect(() => {
    if (!on || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const changed = (ids: readonly Id[]) => pulse(editor, new Set(ids));
    editor.previews.changed.add(changed);
    return () => void editor.previews.changed.delete(changed);
  }, [editor, on]);
}

function pulse(editor: Editor, nodes: ReadonlySet<Id>): void {
  for (const [id, { source }] of Object.entries(editor.session.scene?.edges ?? {})) {
    if (nodes.has(source)) editor.frame?.querySelector(`[data-id="${id}"] .lpnb-wire`)?.animate(KEYFRAMES, MILLISECONDS);
  }
}
