// Presses of the pointer: they bound a drag, so that it can be undone as one; and a click on a node of the picture shows it.

export interface PointerMessages {
  pointer(state: "down" | "up"): void;
  choose(node: string): void;
}

/** Returns the cleanup. */
export function followPointer(root: HTMLElement, tell: PointerMessages): () => void {
  let down = false;
  const press = () => {
    down = true;
    tell.pointer("down");
  };
  const release = () => {
    if (down) tell.pointer("up");
    down = false;
  };
  const click = (event: MouseEvent) => {
    const node = event.target instanceof Element ? event.target.closest("[data-lpnb-node]") : null;
    if (node !== null) tell.choose(node.getAttribute("data-lpnb-node") ?? "");
  };
  root.addEventListener("pointerdown", press, true);
  window.addEventListener("pointerup", release, true);
  window.addEventListener("pointercancel", release, true);
  root.addEventListener("click", click);
  return () => {
    root.removeEventListener("pointerdown", press, true);
    window.removeEventListener("pointerup", release, true);
    window.removeEventListener("pointercancel", release, true);
    root.removeEventListener("click", click);
  };
}
