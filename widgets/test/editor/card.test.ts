import assert from "node:assert/strict";
import { test } from "node:test";
import { cardSize, isGroup, isNote, named, nodeSize, noteSize, portPoint, reach, shownPorts, WIDTH } from "../../src/editor/card.ts";
import { group, input, node, note, output } from "./scenes.ts";

const SIMPLE = node("a");
const LEARN = node("learn", { ports: [input("prediction"), input("target")] });

test("a lone port goes without saying, others have rows", () => {
  assert.ok(!named(SIMPLE));
  assert.ok(!named({ ports: [], outputs: [] }));
  assert.ok(named(LEARN));
  assert.ok(named({ ports: [], outputs: [output("image")] }));
});

test("a card grows by a row for each port of its busier side", () => {
  const rows = (count: number) => cardSize({ ports: Array.from({ length: count }, (_, at) => input(`p${at}`)), outputs: [output("x")] });
  assert.equal(cardSize(SIMPLE).height, 50);
  assert.equal(rows(3).height - rows(2).height, 22);
  assert.deepEqual(cardSize(LEARN), { width: WIDTH, height: 50 + 2 * 22 + 8 });
});

test("every port is on the border of its card, and no two are in one place", () => {
  for (const ports of [SIMPLE, LEARN, node("d", { ports: [], outputs: [output("image"), output("label")] })]) {
    const { width, height } = cardSize(ports);
    const points = [...ports.ports.map(({ name }) => portPoint(ports, "input", name)), ...ports.outputs.map(({ name }) => portPoint(ports, "output", name))];
    for (const { x, y } of points) assert.ok((x === 0 || x === width) && y > 0 && y < height);
    assert.equal(new Set(points.map(({ x, y }) => `${x},${y}`)).size, points.length);
  }
});

test("a port that is gone is where the first one is", () => {
  assert.deepEqual(portPoint(LEARN, "input", "gone"), portPoint(LEARN, "input", "prediction"));
});

test("a note grows with its words: by lines, and by long lines", () => {
  assert.equal(noteSize("").height, noteSize("a\nb").height);
  assert.ok(noteSize("a\nb\nc").height > noteSize("a\nb").height);
  assert.equal(noteSize("x".repeat(97)).height, noteSize("a\nb\nc\nd").height);
  assert.deepEqual(nodeSize(note("n", "a\nb\nc"), false), noteSize("a\nb\nc"));
});

test("notes and groups are told from other nodes by what they have, not by their name", () => {
  assert.deepEqual([isNote(note("n", "")), isGroup(note("n", ""))], [true, false]);
  assert.deepEqual([isNote(group("g")), isGroup(group("g"))], [false, true]);
  assert.deepEqual([isNote(SIMPLE), isGroup(SIMPLE)], [false, false]);
  assert.ok(!isNote(node("x", { fields: { text: "" } })));
});

test("what is seldom wanted is shown only with an edge, or while its node is selected", () => {
  const spare = node("pool", { ports: [input(), input("residual", { spare: true })] });
  assert.deepEqual(shownPorts(spare, false).map(({ name }) => name), ["in"]);
  assert.deepEqual(shownPorts(spare, true).map(({ name }) => name), ["in", "residual"]);
  assert.ok(nodeSize(spare, true).height > nodeSize(spare, false).height);
  const taken = node("pool", { ports: [input(), input("residual")] });
  assert.equal(shownPorts(taken, false).length, 2);
});

test("a preview hangs below what holds more than one number", () => {
  assert.deepEqual([reach(SIMPLE, 50), reach(node("a", { shape: "1 number" }), 50)], [90, 50]);
  assert.equal(reach(note("n", "words"), 50), reach(node("n", { outputs: [] }), 50));
});
