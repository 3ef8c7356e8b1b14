// The other half is tests/widgets/test_protocol.py, which also says how to write fixture.json anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { take } from "../../src/editor/document.ts";
import { Flow } from "../../src/editor/flow.ts";
import type { Answer, Change, Command, Drawn, Scene } from "../../src/editor/protocol.ts";
import fixture from "./fixture.json";
import { session } from "./scenes.ts";

// That these three are what protocol.ts says is for the type checker to see.
const scene: Scene = fixture.scene;
const change: Change = fixture.change;
const answers: Answer[] = fixture.answers;

const DRAWN: Drawn = { places: { 2: { x: 300, y: 40 } }, bends: { 7: [{ x: 500, y: 90 }] } };

/** One example of each command: tsc misses those that are missing here, and each that is not as it should be. */
const COMMANDS: { [Do in Command["do"]]: Command & { do: Do } } = {
  add: { do: "add", kind: "pool", x: 10, y: 20, group: "16", end: { node: "2", port: "out", side: "output" } },
  connect: { do: "connect", source: "4", out: "out", target: "15", port: "in", kind: "dense" },
  rewire: { do: "rewire", edge: "19", end: "target", node: "13", port: "in" },
  splice: { do: "splice", node: "15", edge: "9" },
  set: { do: "set", items: ["3"], fields: { noise: 0.5 }, gesture: "drag 1" },
  toggle_delay: { do: "toggle_delay", edge: "11" },
  mend: { do: "mend", item: "11" },
  kind: { do: "kind", items: ["7"], kind: "dense" },
  arrange: { do: "arrange", places: { 3: { x: 600, y: 200 } }, bends: { 11: [] }, drawn: DRAWN, gesture: "drag 2", group: { items: ["3"], id: null } },
  bend: { do: "bend", edge: "7", bends: [{ x: 500, y: 90 }] },
  colour: { do: "colour", items: ["2"], colour: "#cc3366" },
  collapse: { do: "collapse", items: ["16"], collapsed: true },
  group: { do: "group", items: ["2"] },
  ungroup: { do: "ungroup", items: ["16"] },
  copy: { do: "copy", items: ["2"] },
  paste: { do: "paste", x: 0, y: 0 },
  duplicate: { do: "duplicate", items: ["2"], drawn: DRAWN },
  cut: { do: "cut", items: ["13"] },
  remove: { do: "remove", items: ["12", "14"] },
  rename: { do: "rename", node: "2", name: "picture" },
  snapshot: { do: "snapshot", name: "after" },
  diff: { do: "diff", before: "before", after: "after" },
  python: { do: "python" },
  restore: { do: "restore", name: "before" },
  forget: { do: "forget", name: "after" },
  undo: { do: "undo" },
  redo: { do: "redo" },
  code: { do: "code" },
};

test("the commands are those that the kernel was tried with", () => {
  assert.deepEqual(fixture.commands, Object.values(COMMANDS));
});

test("every answer is a result or a refusal in words", () => {
  for (const { answer, number, result, refused } of answers) {
    assert.ok(answer === "view" && number > 0 && (result === undefined) !== (refused === undefined));
  }
  assert.equal(answers.filter(({ cycle }) => cycle !== undefined).length, 1);
});

test("a scene of the kernel can be drawn, and holds together", () => {
  const { nodes, edges } = new Flow().draw(scene, session());
  assert.equal(nodes.length, Object.keys(scene.nodes).length);
  assert.equal(edges.length, Object.keys(scene.edges).length);
  for (const { kind } of Object.values(scene.nodes)) assert.ok(kind in scene.kinds.nodes);
  for (const { kind, source, target } of Object.values(scene.edges)) assert.ok(kind in scene.kinds.edges && source in scene.nodes && target in scene.nodes);
});

test("the kernel's table says about every output and input whether they fit", () => {
  const all = [...Object.values(scene.nodes), ...Object.values(scene.kinds.nodes)];
  for (const output of all.flatMap(({ outputs }) => outputs)) {
    for (const input of all.flatMap(({ ports }) => ports)) assert.ok(`${output.socket}>${input.socket}` in scene.fits);
  }
});

test("a change of the kernel is taken in: changed, new and gone", () => {
  const { scene: after, version } = take({ scene, version: change.version - 1 }, change)!;
  assert.equal(version, change.version);
  const named = (of: Scene) => Object.values(of.nodes).map(({ name }) => name);
  assert.ok(named(scene).includes("note") && !named(after).includes("note"));
  assert.equal(Object.keys(after.edges).length, Object.keys(scene.edges).length + 1);
  assert.equal(after.kinds, scene.kinds);
});
