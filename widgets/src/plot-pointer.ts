// What the pointer (or an arrow key) is over in a plot, as shares of its area; and the corner by which a view is resized.
import { make } from "./dom.ts";
import { throttled } from "./throttle.ts";

export type Share = [across: number, down: number];

const PLOT = ".lpnb-plot.bqplot";
const SMALLEST = { width: 120, height: 70 };
const STEP = 20;

/** Tells where in the plot the pointer is, from the upper left (0, 0) to the lower right (1, 1). Returns the cleanup. */
export function followPlot(
  view: HTMLElement,
  steps: () => number,
  tell: { over(at: Share | null): void; press(at: Share): void },
): () => void {
  const over = throttled<Share | null>((at) => tell.over(at));
  let place = -1;
  const shareOf = (event: MouseEvent): Share | null => {
    const plot = event.target instanceof Element ? event.target.closest(PLOT) : null;
    const area = plot?.querySelector(".plotarea_background")?.getBoundingClientRect();
    if (!area || area.width === 0 || area.height === 0) return null;
    const at: Share = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
    return at.every((share) => share >= 0 && share <= 1) ? at : null;
  };
  const move = (event: PointerEvent) => over(shareOf(event));
  const leave = () => over(null);
  const click = (event: MouseEvent) => {
    const at = shareOf(event);
    if (at !== null) tell.press(at);
  };
  const key = (event: KeyboardEvent) => {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (side === undefined || !(event.target instanceof Element && event.target.matches(PLOT)) || steps() === 0) return;
    place = Math.max(0, Math.min(place + side, steps() - 1));
    over([(place + 0.5) / steps(), 0.5]);
    event.preventDefault();
    event.stopPropagation();
  };
  // Figures come and go with the faces; each has to be reachable by keys.
  const dress = () => {
    for (const plot of view.querySelectorAll<HTMLElement>(PLOT)) {
      if (plot.hasAttribute("data-lpnb-own-keys")) continue;
      plot.tabIndex = 0;
      plot.dataset.lpnbOwnKeys = "";
      plot.setAttribute("role", "application");
      plot.setAttribute("aria-label", "plot; left and right arrows read its values");
    }
  };
  const changes = new MutationObserver(dress);
  changes.observe(view, { childList: true, subtree: true });
  dress();
  view.addEventListener("pointermove", move);
  view.addEventListener("pointerleave", leave);
  view.addEventListener("click", click);
  view.addEventListener("keydown", key);
  return () => {
    changes.disconnect();
    view.removeEventListener("pointermove", move);
    view.removeEventListener("pointerleave", leave);
    view.removeEventListener("click", click);
    view.removeEventListener("keydown", key);
  };
}

/** Puts a corner into the view by which what it draws is resized. Returns the cleanup. */
export function addGrip(view: HTMLElement, tell: (width: number, height: number) => void): () => void {
  const says = "Drag, or use the arrow keys, to resize";
  const grip = make("div", { class: "lpnb-grip", tabindex: "0", role: "separator", title: says, "aria-label": says });
  grip.dataset.lpnbOwnKeys = "";
  view.append(grip);
  const size = (width: number, height: number): [number, number] => {
    const fitting = [Math.max(SMALLEST.width, Math.round(width)), Math.max(SMALLEST.height, Math.round(height))];
    return fitting as [number, number];
  };
  const plot = () => view.querySelector<HTMLElement>(".lpnb-plot");
  const resize = ([width, height]: [number, number]) => {
    const target = plot();
    if (target !== null) Object.assign(target.style, { width: `${width}px`, height: `${height}px` });
  };
  grip.addEventListener("pointerdown", (event) => {
    const box = plot()?.getBoundingClientRect();
    if (box === undefined) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    let last = size(box.width, box.height);
    const drag = (move: PointerEvent) => {
      last = size(box.width + move.clientX - event.clientX, box.height + move.clientY - event.clientY);
      resize(last);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", drag);
      tell(...last);
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const box = plot()?.getBoundingClientRect();
    if (way === undefined || box === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const wanted = size(box.width + STEP * way[0]!, box.height + STEP * way[1]!);
    resize(wanted);
    tell(...wanted);
  });
  return () => grip.remove();
}
