// The front end of the laboratory: an invisible widget that serves the element of class `lpnb-root` around it.
// Everything that can be seen is made by ipywidgets and bqplot; here it is paced, guarded and dressed.
//
//   kernel -> here   {tick}                          everything up to here was sent: paint it
//   here -> kernel   {view, shown, ack?}             see pacing.ts
//                    {command, arguments?}           toggle, step, back, choose, panel
//                    {pointer: "down" | "up"}        see pointer.ts
import type { AnyModel, Render } from "@anywidget/types";
import { guardKeys } from "./guard.ts";
import "./lab.css";
import "./measures.css";
import { Pacing } from "./pacing.ts";
import { dressPanels } from "./panels.ts";
import { followPointer } from "./pointer.ts";
import { watchScreen, whenInside } from "./screen.ts";
import { followTheme } from "./theme.ts";
import "./timeline.css";

const ROOT = ".lpnb-root";

function serve(model: AnyModel, root: HTMLElement): () => void {
  const send = (message: object) => {
    try {
      model.send(message);
    } catch {
      // The kernel is gone; there is nobody to tell.
    }
  };
  const pacing = new Pacing(crypto.randomUUID?.() ?? String(Math.random()), {
    send,
    // The frame callback runs before painting, the task after it.
    afterPaint: (done) => requestAnimationFrame(() => setTimeout(done)),
  });
  const onMessage = (message: { tick?: number }) => {
    if (typeof message.tick === "number") pacing.tick(message.tick);
  };
  model.on("msg:custom", onMessage);
  if (!root.hasAttribute("tabindex")) root.tabIndex = 0; // a click into it gives it the keys
  const cleanups = [
    () => model.off("msg:custom", onMessage),
    followTheme(root),
    guardKeys(root, (command) => send({ command })),
    followPointer(root, {
      pointer: (pointer) => send({ pointer }),
      choose: (node) => send({ command: "choose", arguments: [node] }),
    }),
    dressPanels(root, (...what) => send({ command: "panel", arguments: what })),
    watchScreen(root, (keys) => pacing.look(keys)),
  ];
  return () => {
    for (const cleanup of cleanups) cleanup();
  };
}

const render: Render = ({ model, el }) => {
  // An element of our own: ipywidgets resets styles of `el` after this returns.
  const marker = document.createElement("div");
  marker.className = "lpnb-pacer";
  el.append(marker);
  return whenInside(marker, ROOT, (root) => serve(model, root));
};

export default { render };
