// The bays of the panels: each gets a strip with its title and what can be done with it. Python says where they stand.
//
//   here -> kernel   {command: "panel", arguments: [verb, panel, ...]}   see lpnb/widgets/desk.py
import { carry, follow } from "./carry.ts";
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
    else carry(standing(root), bay, event, (before) => tell("before", panel, before && panelOf(before.classList)));
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

/** The bays that are open and do not float. */
function standing(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(`.${BAY}`)].filter((bay) => bay.offsetParent !== null && !bay.classList.contains(FLOATING));
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
