// The node editor: mounted by ../loader.ts into a widget's element, once for each view.
import { createRoot } from "react-dom/client";
import xyflow from "@xyflow/react/dist/base.css";
import { guardKeys } from "../guard.ts";
import { Editor } from "./editor.ts";
import { Tidier } from "./geometry/tidier.ts";
import packedTidy from "./geometry/tidy.worker.ts?packed";
import type { Model } from "./link.ts";
import canvasStyle from "./style/canvas.css";
import panelStyle from "./style/panels.css";
import { App } from "./view/App.tsx";
import { Around } from "./view/context.ts";
import { ArrowHead } from "./view/Wire.tsx";

const tidyCode = await new Response(new Blob([packedTidy]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
const STYLE = "lpnb-editor-style";

/** The styles of all editors of a page, once. */
function dress(): void {
  if (document.getElementById(STYLE) !== null) return;
  const style = document.createElement("style");
  style.id = STYLE;
  style.textContent = [xyflow, canvasStyle, panelStyle].join("\n");
  document.head.append(style);
}

/**
 * JupyterLab takes line breaks away from whatever has the focus inside of a cell, once it has seen the key. So what is
 * typed into a text goes no further than here, where React has it already; saving and the like do.
 */
function keepText(event: KeyboardEvent): void {
  const writes = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
  if (writes && !event.ctrlKey && !event.metaKey) event.stopPropagation();
}

/** Draws an editor into `host`. Returns the cleanup. */
export function mount(model: Model, host: HTMLElement): () => void {
  dress();
  const view = crypto.randomUUID?.() ?? String(Math.random());
  const editor = new Editor(model, view);
  const tidier = new Tidier(tidyCode);
  // Around a workbench the keys are guarded already; an editor may be shown without one.
  const unguard = guardKeys(host);
  const root = createRoot(host);
  host.addEventListener("keydown", keepText);
  root.render(
    <Around.Provider value={{ editor, tidier }}>
      <ArrowHead />
      <App />
    </Around.Provider>,
  );
  return () => {
    unguard();
    host.removeEventListener("keydown", keepText);
    root.unmount();
    editor.close();
    tidier.close();
  };
}
