// Carrying things to another place among their like: panels in their rows, views in their panel.
//
// Nothing is moved in the page: Python is told before which one it belongs, and says where all of them stand (`order`).

/** Pixels that the pointer moves before a press becomes a drag. */
const FAR = 6;

/** The item before which something dropped at a point belongs: the first that lies behind it, as one reads. */
export function dropPlace<Item>(items: readonly { item: Item; box: DOMRect }[], x: number, y: number): Item | null {
  const behind = items.find(({ box }) => y < box.top || (y < box.bottom && x < box.left + box.width / 2));
  return behind?.item ?? null;
}

/** Carries one of `items` with the pointer: a line shows where it would stand; `drop` is told before which, null for the end. */
export function carry(items: readonly HTMLElement[], item: HTMLElement, start: PointerEvent, drop: (before: HTMLElement | null) => void): void {
  const places = [...items]
    .sort((a, b) => Number(a.style.order) - Number(b.style.order))
    .map((other) => ({ item: other, box: other.getBoundingClientRect() }));
  let before: HTMLElement | null | undefined;
  const mark = (found: HTMLElement | null | undefined) => {
    for (const other of places) other.item.classList.remove("lpnb-drop-before", "lpnb-drop-after");
    if (found) found.classList.add("lpnb-drop-before");
    if (found === null) places.at(-1)?.item.classList.add("lpnb-drop-after");
  };
  follow(
    start,
    (event) => {
      if (before === undefined && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < FAR) return;
      item.classList.add("lpnb-carried");
      before = dropPlace(places, event.clientX, event.clientY);
      mark(before);
    },
    (done) => {
      item.classList.remove("lpnb-carried");
      mark(undefined);
      if (done && before !== undefined && before !== item) drop(before);
    },
  );
}

/** Follows the pointer until it is released, or Escape gives up. */
export function follow(start: PointerEvent, move: (event: PointerEvent) => void, end: (done: boolean) => void = () => {}): void {
  start.preventDefault();
  const over = (done: boolean) => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", release);
    window.removeEventListener("pointercancel", cancel);
    window.removeEventListener("keydown", escape, true);
    end(done);
  };
  const release = () => over(true);
  const cancel = () => over(false);
  const escape = (event: KeyboardEvent) => {
    if (event.key === "Escape") over(false);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", cancel);
  window.addEventListener("keydown", escape, true);
}
