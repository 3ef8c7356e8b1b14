// Keys pressed inside the laboratory: kept from the notebook's shortcuts, and some of them are ours.
import { decide, focusOf, type Decision } from "./keys.ts";

const ATTRIBUTE = "data-lm-suppress-shortcuts";

/**
 * JupyterLab listens on the document in the bubble phase, Notebook 7 in the capture phase, and their shortcuts match the
 * focused element before any wrapper. So the window's capture phase marks, or unmarks, that element itself for each key.
 * Without `act` the keys are guarded, and do nothing here. Returns the cleanup.
 */
export function guardKeys(root: HTMLElement, act?: (command: NonNullable<Decision["command"]>) => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    const target = event.target;
    if (!(target instanceof HTMLElement || target instanceof SVGElement) || !root.contains(target)) return;
    const { key, ctrlKey: ctrl, metaKey: meta, altKey: alt, shiftKey: shift } = event;
    const type = target instanceof HTMLInputElement ? target.type : "";
    const role = target.getAttribute("role") ?? "";
    const drawing = target.closest("[data-lpnb-own-keys]") !== null;
    const editable = target instanceof HTMLElement && target.isContentEditable;
    const focus = focusOf({ tag: target.tagName, type, role, editable, drawing });
    const { guard, command } = decide({ key, ctrl, meta, alt, shift }, focus);
    if (guard) target.setAttribute(ATTRIBUTE, "true");
    else target.removeAttribute(ATTRIBUTE);
    if (command === null || act === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(command);
  };
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}
