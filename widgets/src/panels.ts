// The bays of the panels: each gets a strip with its title and what can be done with it. Python says where they stand.
//
//   here -> kernel   {command: "panel", arguments: [verb, panel, ...]}   see lpnb/widgets/desk.py
import "./panels.css";

const BAY = "lpnb-bay";
const FLOATING = "lpnb-floating";

/** What the buttons of a strip do: verb, icon (of the font that ipywidgets brings), and in words. */
const BUTTONS = [
  ["earlier", "chevron-left", "Move earlier"],
  ["later", "chevron-right", "Move later"],
  ["resize", "arrows-h", "Whole, half or third of a row"],
  ["detach", "window-restore", "Detach, or put back"],
  ["close", "times", "Close"],
] as const;

export type Tell = (verb: string, panel: string, ...more: unknown[]) => void;

/** The panel that a bay is for. */
export function panelOf(classes: Iterable<string>): string {
  const own = [...classes].find((name) => name.startsWith(`${BAY}-`));
  return own?.slice(BAY.length + 1) ?? "";
}

/** The bay before which something dropped at a point belongs: the first that lies behind it, as one reads. */
export function dropPlace<Bay>(bays: readonly { bay: Bay; box: DOMRect }[], x: number, y: number): Bay | null {
  const behind = bays.find(({ box }) => y < box.top || (y < box.bottom && x < box.left + box.width / 2));
  return behind?.bay ?? null;
}

/** Gives each bay inside of `root` its strip, now and later. Returns the cleanup. */
export function dressPanels(root: HTMLElement, tell: Tell): () => void {
  const dressed = new Map<HTMLElement, () => void>();
  const collect = () => {
    for (const bay of root.querySelectorAll<HTMLElement>(`.${BAY}`)) {
      if (!dressed.has(bay)) dressed.set(bay, dress(root, bay, tell));
    }
    for (const [bay, undress] of dressed) {
      if (root.contains(bay)) continue;
      undress();
      dressed.delete(bay);
    }
  };
  const changes = new MutationObserver(collect);
  changes.observe(root, { childList: true, subtree: true });
  collect();
  return () => {
    changes.disconnect();
    for (const undress of dressed.values()) undress();
  };
}

function dress(root: HTMLElement, bay: HTMLElement, tell: Tell): () => void {
  const panel = panelOf(bay.classList);
  const strip = document.createElement("div");
  strip.className = "lpnb-strip";
  const title = document.createElement("span");
  title.className = "lpnb-strip-title";
  title.textContent = panel;
  title.title = "Drag to move";
  strip.append(title, ...BUTTONS.map(([verb, icon, words]) => button(icon, `${words} (${panel})`, () => tell(verb, panel))));
  bay.prepend(strip);
  bay.setAttribute("role", "region");
  bay.setAttribute("aria-label", panel);
  const drag = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (bay.classList.contains(FLOATING)) float(bay, event);
    else carry(root, bay, event, (before) => tell("before", panel, before && panelOf(before.classList)));
  };
  title.addEventListener("pointerdown", drag);
  const stand = () => lift(bay, bay.classList.contains(FLOATING));
  const classes = new MutationObserver(stand);
  classes.observe(bay, { attributes: true, attributeFilter: ["class"] });
  stand();
  return () => {
    classes.disconnect();
    strip.remove();
  };
}

function button(icon: string, words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `fa fa-${icon}`;
  made.title = words;
  made.setAttribute("aria-label", words);
  made.addEventListener("click", act);
  return made;
}

/** Puts a bay on top of the whole page, out of the notebook's scrolling, or back. */
function lift(bay: HTMLElement, up: boolean): void {
  if (up === bay.hasAttribute("popover")) return;
  if (up) {
    bay.setAttribute("popover", "manual");
    bay.showPopover();
  } else {
    bay.removeAttribute("popover");
    bay.style.removeProperty("translate");
  }
}

/** Moves a floating bay with the pointer. */
function float(bay: HTMLElement, start: PointerEvent): void {
  const [x, y] = (bay.style.translate || "0px 0px").split(" ").map(parseFloat) as [number, number?];
  follow(start, (event) => {
    bay.style.translate = `${x + event.clientX - start.clientX}px ${(y ?? 0) + event.clientY - start.clientY}px`;
  });
}

/** Carries a bay to another place in the rows: a line shows where it would stand. */
function carry(root: HTMLElement, bay: HTMLElement, start: PointerEvent, drop: (before: HTMLElement | null) => void): void {
  const bays = [...root.querySelectorAll<HTMLElement>(`.${BAY}`)]
    .filter((other) => other.offsetParent !== null && !other.classList.contains(FLOATING))
    .sort((a, b) => Number(a.style.order) - Number(b.style.order))
    .map((other) => ({ bay: other, box: other.getBoundingClientRect() }));
  let before: HTMLElement | null | undefined;
  const mark = (found: HTMLElement | null | undefined) => {
    for (const other of bays) other.bay.classList.remove("lpnb-drop-before", "lpnb-drop-after");
    if (found) found.classList.add("lpnb-drop-before");
    if (found === null) bays.at(-1)?.bay.classList.add("lpnb-drop-after");
  };
  follow(
    start,
    (event) => {
      if (before === undefined && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < 6) return;
      bay.classList.add("lpnb-carried");
      before = dropPlace(bays, event.clientX, event.clientY);
      mark(before);
    },
    (done) => {
      bay.classList.remove("lpnb-carried");
      mark(undefined);
      if (done && before !== undefined && before !== bay) drop(before);
    },
  );
}

/** Follows the pointer until it is released, or Escape gives up. */
function follow(start: PointerEvent, move: (event: PointerEvent) => void, end: (done: boolean) => void = () => {}): void {
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
