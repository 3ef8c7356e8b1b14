// A new cell in the notebook around an editor, where the front end lets us: JupyterLab and Notebook do.

interface SharedModel {
  cells: readonly unknown[];
  insertCell(index: number, cell: { cell_type: string; source: string }): unknown;
}

/** What JupyterLab's widget manager has besides what anywidget promises. */
interface Managed {
  widget_manager?: { context?: { model?: { sharedModel?: SharedModel } } };
}

/** Puts a code cell below the one that `inside` is in; returns whether that was possible. */
export function newCell(model: object, inside: Element, source: string): boolean {
  const shared = (model as Managed).widget_manager?.context?.model?.sharedModel;
  if (typeof shared?.insertCell !== "function") return false;
  const cell = inside.closest<HTMLElement>(".jp-Cell");
  const siblings = cell === null ? [] : [...(cell.parentElement?.children ?? [])].filter((other) => other.classList.contains("jp-Cell"));
  const listed = Number(cell?.dataset.windowedListIndex ?? Number.NaN);
  const place = Number.isInteger(listed) ? listed : cell === null ? -1 : siblings.indexOf(cell);
  shared.insertCell(place < 0 ? shared.cells.length : place + 1, { cell_type: "code", source });
  return true;
}
