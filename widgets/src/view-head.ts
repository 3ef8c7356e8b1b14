// The head of a view: what it shows, as what, its options, freezing, saving, closing; and the value under the pointer.
//
//   kernel -> here   traits `facts` (all that is rare) and `words` (the value under the pointer)
//                    {save: file name, type} and the file as a buffer
//   here -> kernel   {face}, {set: option, value}, {freeze}, {save: "csv" | "png"}, {close}, {resize: [w, h]}
//                    {move: "earlier" | "later"}, {move: "before", key: the other view's | null}
//                    {over: [across, down] | null}, {press: [across, down]}     see plot-pointer.ts
// The other half is lpnb/widgets/view_head.py.
import type { AnyModel, Render } from "@anywidget/types";
import { carry } from "./carry.ts";
import { iconButton, make } from "./dom.ts";
import { Form, type Field } from "./head-form.ts";
import { addGrip, followPlot } from "./plot-pointer.ts";
import { whenInside } from "./screen.ts";
import { tell } from "./tell.ts";

interface Facts {
  title: string;
  size: string;
  note: string;
  error: string;
  face: string;
  faces: [name: string, help: string][];
  fields: Field[];
  frozen: boolean;
  closable: boolean;
  /** Whether it stands among others, where it can be carried to another place. */
  movable: boolean;
  /** How many values lie side by side, for the arrow keys. */
  steps: number;
}

const VIEW = ".lpnb-view";
const KEY = "lpnb-key-";
const GEAR = "M2 4.5h5M11 4.5h3M2 11.5h3M9 11.5h5M9 2.7v3.6M7 9.7v3.6";
const FLAKE = "M8 1.5v13M2.4 4.7l11.2 6.6M13.6 4.7L2.4 11.3M6.3 2.6L8 4.2l1.7-1.6M6.3 13.4L8 11.8l1.7 1.6";
const CROSS = "M3.5 3.5l9 9M12.5 3.5l-9 9";

class Head {
  readonly element = make("div", { class: "lpnb-head" });
  private readonly title = make("span", { class: "lpnb-title" });
  private readonly faces = make("select", { class: "lpnb-faces", "aria-label": "Show it as" });
  private readonly freeze = iconButton(FLAKE, "Freeze: keep what is drawn while the stream goes on", "lpnb-freeze");
  private readonly options = iconButton(GEAR, "Options, and saving", "lpnb-options");
  private readonly close = iconButton(CROSS, "Close this view", "lpnb-close");
  private readonly size = make("span", { class: "lpnb-size" });
  private readonly note = make("span", { class: "lpnb-note" });
  private readonly value = make("output", { class: "lpnb-value" });
  private readonly panel = make("div", { class: "lpnb-options-panel", hidden: "" });
  private readonly moving = make("div", { class: "lpnb-moving" }, "move ");
  private readonly error = make("div", { class: "lpnb-view-error", role: "alert" });
  private readonly form: Form;
  private offered = "";

  constructor(private readonly model: AnyModel) {
    this.form = new Form((name, value) => this.send({ set: name, value }));
    const save = (what: "png" | "csv", says: string) => {
      const button = make("button", { type: "button", class: "lpnb-save", title: says }, what.toUpperCase());
      button.addEventListener("click", () => this.send({ save: what }));
      return button;
    };
    const saving = make("div", { class: "lpnb-saving" }, "save as ", save("png", "Save the picture"), save("csv", "Save the numbers that are drawn"));
    const move = (where: "earlier" | "later") => {
      const button = make("button", { type: "button", class: "lpnb-save", title: `Move this view ${where}` }, where);
      button.addEventListener("click", () => this.send({ move: where }));
      return button;
    };
    this.moving.append(move("earlier"), move("later"));
    this.panel.append(this.form.element, saving, this.moving);
    this.title.addEventListener("pointerdown", (event) => this.carry(event));
    const line = make("div", { class: "lpnb-head-line" }, this.title, this.faces, this.freeze, this.options, this.close);
    const status = make("div", { class: "lpnb-status" }, this.size, this.note, this.value);
    this.element.append(line, status, this.error, this.panel);
    this.faces.addEventListener("change", () => this.send({ face: this.faces.value }));
    this.freeze.addEventListener("click", () => this.send({ freeze: this.freeze.getAttribute("aria-pressed") !== "true" }));
    this.close.addEventListener("click", () => this.send({ close: true }));
    this.options.addEventListener("click", () => this.fold(!this.panel.hidden));
    this.fold(true);
  }

  private fold(folded: boolean): void {
    this.panel.hidden = folded;
    this.options.setAttribute("aria-expanded", String(!folded));
  }

  /** Carries the view by its title to another place among those beside it. */
  private carry(event: PointerEvent): void {
    const view = this.element.closest<HTMLElement>(VIEW);
    if (event.button !== 0 || !this.facts.movable || view === null) return;
    const beside = [...(view.parentElement?.querySelectorAll<HTMLElement>(`:scope > ${VIEW}`) ?? [])];
    carry(beside, view, event, (before) => {
      const key = [...(before?.classList ?? [])].find((name) => name.startsWith(KEY)) ?? null;
      this.send({ move: "before", key });
    });
  }

  private send(message: object): void {
    tell(this.model, message);
  }

  /** Makes it follow its model and the person; returns the cleanup. */
  follow(): () => void {
    const show = () => this.show();
    const say = () => this.say();
    const onMessage = (message: { save?: string; type?: string }, buffers: DataView[]) => {
      if (message.save !== undefined && buffers[0] !== undefined) download(message.save, message.type ?? "", buffers[0]);
    };
    this.model.on("change:facts", show);
    this.model.on("change:words", say);
    this.model.on("msg:custom", onMessage);
    show();
    say();
    const leave = whenInside(this.element, VIEW, (view) => {
      const cleanups = [
        followPlot(view, () => this.facts.steps, { over: (over) => this.send({ over }), press: (press) => this.send({ press }) }),
        addGrip(view, (width, height) => this.send({ resize: [width, height] })),
      ];
      return () => cleanups.forEach((cleanup) => cleanup());
    });
    return () => {
      leave();
      this.model.off("change:facts", show);
      this.model.off("change:words", say);
      this.model.off("msg:custom", onMessage);
    };
  }

  private get facts(): Facts {
    return this.model.get("facts") as Facts;
  }

  private show(): void {
    const facts = this.facts;
    this.title.textContent = facts.title;
    this.title.title = facts.movable ? `${facts.title} (drag to move)` : facts.title;
    this.title.classList.toggle("lpnb-movable", facts.movable);
    this.moving.hidden = !facts.movable;
    this.size.textContent = facts.size;
    this.note.textContent = this.note.title = facts.note;
    this.error.textContent = facts.error;
    this.freeze.setAttribute("aria-pressed", String(facts.frozen));
    this.close.hidden = !facts.closable;
    const offered = JSON.stringify(facts.faces);
    if (offered !== this.offered) {
      this.offered = offered;
      this.faces.replaceChildren(...facts.faces.map(([name, help]) => make("option", { value: name, title: help }, name)));
    }
    this.faces.value = facts.face;
    this.faces.title = facts.faces.find(([name]) => name === facts.face)?.[1] ?? "";
    this.form.show(facts.fields);
  }

  private say(): void {
    const words = this.model.get("words") as string;
    this.value.textContent = words;
    this.element.classList.toggle("lpnb-pointed", words !== "");
  }
}

/** Hands a file to the person. */
function download(name: string, type: string, content: DataView): void {
  const url = URL.createObjectURL(new Blob([content as unknown as BlobPart], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const render: Render = ({ model, el }) => {
  const head = new Head(model);
  el.append(head.element);
  return head.follow();
};

export default { render };
