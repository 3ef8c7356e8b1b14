// What a page loads for each editor: a few lines that fetch the editor itself once, however many there are.
//
//   here -> kernel   {need: "editor"}
//   kernel -> here   {editor: version} and the code as a buffer
import type { AnyModel, Render } from "@anywidget/types";

interface EditorModule {
  mount(model: AnyModel, host: HTMLElement): () => void;
}

interface Page {
  /** The editors that this page has, by version: notebooks of different kernels may need different ones. */
  lpnbEditors?: Map<string, Promise<EditorModule>>;
}

/** Seconds after which a page asks again: a kernel that was busy, or another view's request that was lost. */
const PATIENCE = 10;

function fetchEditor(model: AnyModel): Promise<EditorModule> {
  return new Promise((resolve, reject) => {
    const ask = () => model.send({ need: "editor" });
    const again = setInterval(ask, 1000 * PATIENCE);
    const onMessage = (message: { editor?: string }, buffers: DataView[]) => {
      const code = buffers[0];
      if (message.editor !== model.get("editor") || code === undefined) return;
      clearInterval(again);
      model.off("msg:custom", onMessage);
      const url = URL.createObjectURL(new Blob([code as unknown as BlobPart], { type: "text/javascript" }));
      import(url).then(resolve, reject).finally(() => URL.revokeObjectURL(url));
    };
    model.on("msg:custom", onMessage);
    ask();
  });
}

const render: Render = ({ model, el }) => {
  const version = String(model.get("editor"));
  const editors = ((globalThis as Page).lpnbEditors ??= new Map());
  if (!editors.has(version)) editors.set(version, fetchEditor(model));
  // An element of our own: ipywidgets resets styles of `el` after this returns.
  const host = document.createElement("div");
  host.style.cssText = `width: 100%; height: ${Number(model.get("height"))}px`;
  el.append(host);
  let cleanup = () => {};
  let gone = false;
  editors.get(version)!.then(
    (editor: EditorModule) => {
      if (!gone) cleanup = editor.mount(model, host);
    },
    (error: unknown) => {
      editors.delete(version); // the next view tries again
      host.textContent = `The node editor could not be loaded: ${String(error)}`;
    },
  );
  return () => {
    gone = true;
    cleanup();
  };
};

export default { render };
