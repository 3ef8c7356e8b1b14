// What of the laboratory can be seen: which parts are on screen, in a page that is not hidden.

const PART = ".lpnb-part";
const KEY = "lpnb-key-";

/** Calls `look` with the keys of the visible parts inside `root` whenever they change. Returns the cleanup. */
export function watchScreen(root: HTMLElement, look: (keys: string[]) => void): () => void {
  const visible = new Map<Element, string>();
  const report = () => look(document.hidden ? [] : [...visible.values()]);

  const onScreen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const key = [...target.classList].find((name) => name.startsWith(KEY));
      if (isIntersecting && key !== undefined) visible.set(target, key);
      else visible.delete(target);
    }
    report();
  });

  const watched = new Set<Element>();
  const collect = () => {
    const parts = new Set(root.querySelectorAll(PART));
    if (root.matches(PART)) parts.add(root);
    for (const part of watched) {
      if (parts.has(part)) continue;
      onScreen.unobserve(part);
      watched.delete(part);
      visible.delete(part);
    }
    for (const part of parts) {
      if (watched.has(part)) continue;
      watched.add(part);
      onScreen.observe(part);
    }
    report();
  };

  const changes = new MutationObserver(collect);
  changes.observe(root, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", report);
  collect();
  return () => {
    changes.disconnect();
    onScreen.disconnect();
    document.removeEventListener("visibilitychange", report);
    look([]);
  };
}

/** Calls `found` with the element around `inside` that matches, as soon as `inside` is on the page. Returns the cleanup. */
export function whenInside(inside: HTMLElement, selector: string, found: (root: HTMLElement) => () => void): () => void {
  let cleanup = () => {};
  // A widget is rendered before it is put into the page, and perhaps long before.
  const arrival = new IntersectionObserver(() => {
    const root = inside.closest<HTMLElement>(selector);
    if (root === null || !root.isConnected) return;
    arrival.disconnect();
    cleanup = found(root);
  });
  arrival.observe(inside);
  return () => {
    arrival.disconnect();
    cleanup();
  };
}
