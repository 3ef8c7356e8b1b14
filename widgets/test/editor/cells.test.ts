import assert from "node:assert/strict";
import { test } from "node:test";
import { newCell } from "../../src/editor/cells.ts";

interface Cell {
  dataset: { windowedListIndex?: string };
  classList: { contains(name: string): boolean };
  parentElement: { children: Cell[] };
}

/** A notebook of some cells; returns what was put in, as "index: source", and an element inside of cell `at`. */
function notebook(count: number, at: number | null, listed?: number) {
  const put: string[] = [];
  const children: Cell[] = [];
  for (let index = 0; index < count; index++) {
    const dataset = listed === undefined ? {} : { windowedListIndex: String(listed + index) };
    children.push({ dataset, classList: { contains: (name) => name === "jp-Cell" }, parentElement: { children } });
  }
  const inside = { closest: () => (at === null ? null : children[at]) } as unknown as Element;
  const cells = Array.from({ length: count + (listed ?? 0) });
  const insertCell = (index: number, { source, cell_type }: { source: string; cell_type: string }) => put.push(`${index}: ${cell_type} ${source}`);
  const model = { widget_manager: { context: { model: { sharedModel: { cells, insertCell } } } } };
  return { put, inside, model };
}

test("the new cell is below the one that the editor is in", () => {
  const { put, inside, model } = notebook(3, 1);
  assert.ok(newCell(model, inside, "x = 1"));
  assert.deepEqual(put, ["2: code x = 1"]);
});

test("where only some cells are on the page their own numbers count", () => {
  const { put, inside, model } = notebook(3, 1, 40);
  assert.ok(newCell(model, inside, "x"));
  assert.deepEqual(put, ["42: code x"]);
});

test("an editor outside of all cells puts it at the end", () => {
  const { put, inside, model } = notebook(3, null);
  assert.ok(newCell(model, inside, "x"));
  assert.deepEqual(put, ["3: code x"]);
});

test("a front end that lets nobody add cells is told so, not broken", () => {
  const { inside } = notebook(1, 0);
  for (const model of [{}, { widget_manager: {} }, { widget_manager: { context: { model: {} } } }]) assert.ok(!newCell(model, inside, "x"));
});
