import assert from "node:assert/strict";
import { test } from "node:test";
import { type Course, detours } from "../../src/editor/geometry/detour.ts";
import { type Box, crosses, distance, grow, type Point } from "../../src/editor/geometry/points.ts";
import { wirePath } from "../../src/editor/geometry/wire.ts";
import { effort } from "./effort.ts";
import { random } from "./random.ts";

function card(x: number, y: number): Box {
  return { x, y, width: 176, height: 50 };
}

/** From the right of one card to the left of another, each at its middle. */
function course(id: string, cards: ReadonlyMap<string, Box>, bends: Point[] = []): Course {
  const [source, target] = id.replace("'", "").split(">") as [string, string];
  const [one, other] = [cards.get(source)!, cards.get(target)!];
  const wire = { from: { x: one.x + one.width, y: one.y + 25 }, to: { x: other.x, y: other.y + 25 }, bends, loop: null };
  return { id, source, target, wire };
}

function under({ wire, source, target }: Course, bends: readonly Point[], cards: ReadonlyMap<string, Box>): string[] {
  const { points } = wirePath({ ...wire, bends });
  const others = [...cards].filter(([id]) => id !== source && id !== target);
  return others.filter(([, box]) => points.slice(1).some((to, at) => crosses(grow(box, -0.5), points[at]!, to))).map(([id]) => id);
}

const ROW = new Map(["a", "b", "c"].map((id, at) => [id, card(300 * at, 0)]));

test("a wire with a free way is left as it is, with the points that it has", () => {
  const free = new Map([["a", card(0, 0)], ["b", card(300, 200)], ["c", card(600, 0)]]);
  assert.equal(detours([course("a>c", free), course("a>b", free)], free).size, 0);
  assert.equal(detours([course("a>c", ROW, [{ x: 388, y: -40 }])], ROW).size, 0);
});

test("a wire that lies under a card goes around it, with few points", () => {
  const skip = course("a>c", ROW);
  assert.deepEqual(under(skip, [], ROW), ["b"]);
  const bends = detours([skip], ROW).get("a>c")!;
  assert.ok(bends.length >= 1 && bends.length <= 2);
  assert.deepEqual(under(skip, bends, ROW), []);
  assert.ok(bends.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y)));
});

test("wires past the same corner keep apart", () => {
  const found = detours([course("a>c", ROW), course("a'>c", ROW)], ROW);
  const [one, other] = [found.get("a>c")!, found.get("a'>c")!];
  for (const bend of one) assert.ok(other.every((point) => distance(point, bend) > 5));
});

test("a wire that leads back goes around what lies between", () => {
  const back = course("c>a", ROW);
  assert.deepEqual(under(back, detours([back], ROW).get("c>a") ?? [], ROW), []);
});

test("where there is no way at all a wire stays as it is", () => {
  const walled = new Map([...ROW, ["wall", { x: 180, y: -900, width: 60, height: 1800 }]]);
  assert.equal(detours([course("a>c", walled)], walled).size, 0);
});

test("among random cards hardly a wire is hidden, and a thousand cards take a moment", () => {
  const next = random(5);
  const cards = new Map(Array.from({ length: 1000 }, (_, at) => [`n${at}`, card(276 * (at % 40), 80 * Math.floor(at / 40))]));
  const any = () => `n${Math.floor(next() * 1000)}`;
  const courses = Array.from({ length: 2000 }, () => course(`${any()}>${any()}`, cards));
  assert.ok(effort(() => detours(courses, cards)) < 400);
  const few = new Map([...cards].slice(0, 200));
  const short = Array.from({ length: 60 }, (_, at) => course(`n${at}>n${at + 42}`, few));
  const found = detours(short, few);
  const left = short.filter((one) => under(one, found.get(one.id) ?? [], few).length > 0);
  assert.deepEqual(left.map(({ id }) => id), []); // prettier-ignore
});
