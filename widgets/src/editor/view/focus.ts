// Keeps the keys inside of the editor: when what had the focus vanishes (removed, collapsed, closed), the canvas takes it.
import { useEffect } from "react";
import { useEditor } from "./context.ts";

/** Gives the keys back to the canvas: what is left by blur alone, the notebook takes, and its keys delete cells. */
export function toCanvas(from: Element): void {
  from.closest(".lpnb-editor")?.querySelector<HTMLElement>(".lpnb-canvas")?.focus({ preventScroll: true });
}

type Frame = React.RefObject<HTMLDivElement | null>;

export function useFocusKept(frame: Frame, canvas: Frame): void {
  const { store } = useEditor();
  useEffect(() => {
    const root = frame.current!;
    let ours = false;
    const onFocus = (event: FocusEvent) => void (ours = root.contains(event.target as Node));
    const onPointer = (event: PointerEvent) => {
      if (!root.contains(event.target as Node)) ours = false;
    };
    const look = () =>
      // After React has drawn: only then is it known what is gone.
      requestAnimationFrame(() => {
        if (ours && document.activeElement === document.body) canvas.current?.focus({ preventScroll: true });
      });
    document.addEventListener("focusin", onFocus);
    document.addEventListener("pointerdown", onPointer, true);
    const unsubscribe = store.subscribe(look);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("pointerdown", onPointer, true);
      unsubscribe();
    };
  }, [store, frame, canvas]);
}
