// The parts of a panel that stay where they are: caption, names, ages, heads of the columns, and the cells.
import { element } from "./rollout-elements.ts";
import { CELL, ROW, type Sheet } from "./rollout-geometry.ts";
import type { Pattern, Row, Scene } from "./rollout-protocol.ts";

const TITLES = { drawn: "as drawn", streaming: "streaming", sequential: "sequential" };

/** How people call a pattern; `twin` is another one with the same delays, or "". */
export function titleOf(name: Pattern["name"], twin: Pattern["name"] | ""): string {
  return twin === "" ? TITLES[name] : `${TITLES[name]} = ${TITLES[twin]}`;
}

export interface Table {
  root: HTMLElement;
  heads: HTMLElement[];
  body: HTMLElement;
  /** The cells, row by row. */
  cells: HTMLElement[][];
}

export function captionOf(title: string, { factor, response, problem }: Pattern): HTMLElement {
  const line = element("div", "lpnb-ro-caption");
  line.append(element("b", "", {}, title));
  if (problem !== "") line.append(element("span", "lpnb-ro-problem", {}, problem));
  if (factor !== null) {
    const help = "Update steps, one after the other, that one whole frame costs; 1 is the least there is.";
    line.append(element("span", "", { title: help }, `inference factor ${factor}`));
  }
  if (response !== "") line.append(element("span", "", { title: "When the network first answers." }, `first response: ${response}`));
  return line;
}

export function tableOf(scene: Scene, pattern: Pattern, sheet: Sheet, title: string): Table {
  const { left, count, pitch, roomy } = sheet;
  const root = element("div", "lpnb-ro-scroll");
  const table = element("div", `lpnb-ro-table${roomy ? " lpnb-ro-roomy" : ""}`);
  table.style.gridTemplateColumns = `${left}px ${count * pitch}px`;
  const heads = Array.from({ length: count }, () => element("span", "lpnb-ro-head"));
  for (const head of heads) head.style.width = `${pitch}px`;
  const header = element("div", "lpnb-ro-header");
  header.append(...heads);
  const names = element("div", "lpnb-ro-names");
  names.append(...scene.rows.map((row, number) => nameOf(row, pattern.ages[number] ?? "")));
  const body = element("div", "lpnb-ro-body");
  body.style.height = `${scene.rows.length * ROW}px`;
  const cells = scene.rows.map((row, number) => Array.from({ length: count }, (_, column) => cellOf(row, number, column, pitch)));
  body.append(gridOf(cells, title));
  table.append(cornerOf(), header, names, body);
  root.append(table);
  return { root, heads, body, cells };
}

function cornerOf(): HTMLElement {
  const corner = element("div", "lpnb-ro-corner");
  const help = "How old, in frames, what came in is when it meets here.";
  corner.append(element("span", "", {}, "node"), element("span", "lpnb-ro-ages", { title: help }, "ages"));
  return corner;
}

function nameOf(row: Row, ages: string): HTMLElement {
  const tip = [row.name, row.shape, row.group && `in ${row.group}`, row.period > 1 && `updated every ${row.period} frames`];
  const line = element("div", `lpnb-ro-name${row.silent ? " lpnb-ro-silent" : ""}`, { title: tip.filter(Boolean).join(", ") });
  line.style.height = `${ROW}px`;
  line.style.setProperty("--lpnb-ro-node", row.colour);
  if (row.group !== "") line.dataset.group = row.group;
  const help = row.source ? "It comes in here." : `Ages, in frames, of what came in and meets here: ${ages || "nothing does"}`;
  line.append(element("span", "lpnb-ro-word", {}, row.name), element("span", "lpnb-ro-ages", { title: help }, row.source ? "input" : ages || "none"));
  return line;
}

function cellOf(row: Row, number: number, column: number, pitch: number): HTMLElement {
  const about = { role: "gridcell", tabindex: "-1", "data-row": `${number}`, "data-column": `${column}` };
  const cell = element("div", "lpnb-ro-cell", about);
  cell.style.left = `${(column + 0.5) * pitch - CELL / 2}px`;
  cell.style.top = `${(number + 0.5) * ROW - CELL / 2}px`;
  cell.style.setProperty("--lpnb-ro-node", row.colour);
  return cell;
}

function gridOf(cells: HTMLElement[][], title: string): HTMLElement {
  // The arrow keys are the grid's own: they must not step the stream.
  const grid = element("div", "lpnb-ro-grid", { role: "grid", "aria-label": `nodes by frames, ${title}`, "data-lpnb-own-keys": "" });
  for (const line of cells) {
    const row = element("div", "", { role: "row" });
    row.append(...line);
    grid.append(row);
  }
  return grid;
}
