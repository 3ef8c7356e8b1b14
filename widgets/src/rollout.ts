// The rollout view: what anywidget loads. Messages: see lpnb/widgets/rollout_view.py.
import type { AnyModel, Render } from "@anywidget/types";
import { bytesOf } from "./bytes.ts";
import { RolloutView } from "./rollout-view.ts";
import type { FrameMessage, Scene } from "./rollout-protocol.ts";
import "./rollout.css";

const render: Render = ({ model, el }) => {
  const name = crypto.randomUUID?.() ?? String(Math.random());
  const send = (message: object) => {
    try {
      (model as AnyModel).send(message);
    } catch {
      // The kernel is gone; there is nobody to tell.
    }
  };
  const palettes = (model.get("palettes") as DataView[]).map(bytesOf);
  // An element of its own: ipywidgets resets styles of `el` after this returns.
  const host = document.createElement("div");
  host.className = "lpnb-ro";
  el.append(host);
  const view = new RolloutView(host, palettes, (rows) => send({ view: name, rows }));
  const onScene = () => view.setScene(model.get("scene") as Scene);
  const onMessage = (message: FrameMessage, buffers: DataView[]) => {
    if (typeof message.now === "number") view.take(message, buffers[0] ? bytesOf(buffers[0]) : new Uint8Array());
  };
  model.on("change:scene", onScene);
  model.on("msg:custom", onMessage);
  onScene();
  return () => {
    model.off("change:scene", onScene);
    model.off("msg:custom", onMessage);
    send({ goodbye: name });
    view.close();
  };
};

export default { render };
