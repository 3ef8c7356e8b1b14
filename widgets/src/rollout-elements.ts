// Elements, in one call each.

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  css = "",
  attributes: Record<string, string> = {},
  words = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (css !== "") made.className = css;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (words !== "") made.textContent = words;
  return made;
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string> = {}): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Sets a data attribute, or takes it away where it is empty; touches nothing that is right already. */
export function setData(target: HTMLElement | SVGElement, name: string, value: string): void {
  if ((target.dataset[name] ?? "") === value) return;
  if (value === "") delete target.dataset[name];
  else target.dataset[name] = value;
}
