// The options of a view as a form: a control for each field, as the kernel describes it.
import { make } from "./dom.ts";

export interface Field {
  name: string;
  control: "number" | "integer" | "choice" | "switch" | "text";
  value: string | number | boolean | null;
  help: string;
  unit: string;
  low: number | null;
  high: number | null;
  choices: string[];
  /** Proposals for what to write. */
  names: string[];
}

type Control = HTMLInputElement | HTMLSelectElement;

function controlOf(field: Field): Control {
  if (field.control === "choice") {
    return make("select", {}, ...field.choices.map((choice) => make("option", { value: choice }, choice)));
  }
  if (field.control === "switch") return make("input", { type: "checkbox" });
  if (field.control === "text") return make("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  const ends = Object.entries({ min: field.low, max: field.high }).filter(([, end]) => end !== null);
  const step = field.control === "integer" ? "1" : "any";
  return make("input", { type: "number", step, ...Object.fromEntries(ends.map(([key, end]) => [key, String(end)])) });
}

function read(control: Control, field: Field): string | number | boolean | null {
  if (field.control === "switch") return (control as HTMLInputElement).checked;
  if (field.control === "number" || field.control === "integer") return control.value === "" ? null : Number(control.value);
  return control.value;
}

function write(control: Control, field: Field): void {
  if (field.control === "switch") (control as HTMLInputElement).checked = field.value === true;
  else control.value = field.value === null ? "" : String(field.value);
}

let lists = 0;

/** A form that is made anew only when other fields are to be shown, so that nothing is lost under a person's hands. */
export class Form {
  readonly element = make("div", { class: "lpnb-form" });
  private signature = "";
  private controls = new Map<string, Control>();

  constructor(private readonly set: (name: string, value: string | number | boolean | null) => void) {}

  show(fields: readonly Field[]): void {
    const signature = JSON.stringify(fields.map((field) => ({ ...field, value: null })));
    if (signature !== this.signature) this.rebuild(fields);
    this.signature = signature;
    for (const field of fields) {
      const control = this.controls.get(field.name);
      if (control !== undefined && (control !== document.activeElement || field.control === "choice")) write(control, field);
    }
  }

  private rebuild(fields: readonly Field[]): void {
    const focused = [...this.controls].find(([, control]) => control === document.activeElement)?.[0];
    this.controls = new Map(fields.map((field) => [field.name, this.control(field)]));
    const rows = fields.flatMap((field) => {
      const control = this.controls.get(field.name)!;
      const label = make("label", { title: field.help }, field.unit ? `${field.name} (${field.unit})` : field.name, control);
      if (field.names.length === 0) return [label];
      const list = make("datalist", { id: `lpnb-names-${++lists}` }, ...field.names.map((value) => make("option", { value })));
      control.setAttribute("list", list.id);
      return [label, list];
    });
    this.element.replaceChildren(...rows);
    if (focused !== undefined) this.controls.get(focused)?.focus();
  }

  private control(field: Field): Control {
    const control = controlOf(field);
    control.title = field.help;
    control.dataset.lpnbField = field.name;
    control.addEventListener("change", () => this.set(field.name, read(control, field)));
    // Enter is "done" to a person; to the browser it is not, outside of a <form>.
    control.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter" || control instanceof HTMLSelectElement) return;
      control.blur(); // brings the change about
      control.focus();
    });
    return control;
  }
}
