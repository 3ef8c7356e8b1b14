// Elements, made in one line.

type Attributes = Record<string, string>;

/** Returns a new element with attributes and children; `class` and the like are attributes as in HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** Returns a button that shows a drawing of 16 by 16 and says what it does. */
export function iconButton(path: string, says: string, css: string): HTMLButtonElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  const button = make("button", { type: "button", class: `lpnb-icon ${css}`, title: says, "aria-label": says });
  button.append(svg);
  return button;
}
