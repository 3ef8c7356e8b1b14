// No wire lies under a card that it does not belong to, in real networks: drawings.json is of tests/widgets/test_drawings.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeNew, tidy } from "../../src/editor/actions/tidy.ts";
import { isGroup } from "../../src/editor/card.ts";
import { Editor } from "../../src/editor/editor.ts";
import { boxesOf, Flow, reaching } from "../../src/editor/flow.ts";
import { crosses, grow } from "../../src/editor/geometry/points.ts";
import type { Tidier } from "../../src/editor/geometry/tidier.ts";
import { tidy as laid } from "../../src/editor/geometry/tidy.ts";
import { wirePath } from "../../src/editor/geometry/wire.ts";
import type { Command, NodeEntry, Scene } from "../../src/editor/protocol.ts";
import { wireOf } from "../../src/editor/wires.ts";
import drawings from "./drawings.json";
import { edge, group, input, node, note, output, scene } from "./scenes.ts";

type Place = Partial<Pick<NodeEntry, "x" | "y" | "collapsed">>;
type Card = [kind: string, group: string | null, ports: string[], outputs: string[], text?: string];

const TIDIER = { run: (job) => Promise.resolve(laid(job)) } as Pick<Tidier, "run"> as Tidier;
globalThis.requestAnimationFrame ??= (callback) => setTimeout(callback) as unknown as number;

/** All networks, each node at the same place, or at none. */
function networks(place: Place): [string, Scene][] {
  return Object.entries(drawings).map(([name, { nodes, edges }]) => {
    const entries = Object.entries(nodes).map(([id, card]) => entry(id, card as Card, place));
    return [name, scene(entries, edges.map(([source, out, target, port], at) => ({ ...edge(`${source}.${out}>${target}.${port}`), name: `e${at}` })))]; // prettier-ignore
  });
}

function entry(id: string, [kind, around, ports, outputs, text]: Card, place: Place): NodeEntry {
  const more = { group: around, ...place };
  if (kind === "group") return group(id, { ...more, x: null, y: null });
  if (text !== undefined) return note(id, text, more);
  return node(id, { ...more, ports: ports.map((name) => input(name)), outputs: outputs.map((name) => output(name)) });
}

function opened(shown: Scene): { editor: Editor; tell: (change: object) => void } {
  const hear: ((message: never) => void)[] = [];
  const tell = (message: object) => hear.forEach((each) => each(message as never));
  let version = 1;
  const arranged = ({ places, bends = {} }: Extract<Command, { do: "arrange" }>) => {
    const { nodes, edges } = editor.session.scene!;
    const moved = Object.entries(places).map(([id, at]) => [id, { ...nodes[id]!, ...at }]);
    const led = Object.entries(bends).map(([id, points]) => [id, { ...edges[id]!, bends: points }]);
    tell({ version: ++version, change: { nodes: Object.fromEntries(moved), edges: Object.fromEntries(led) } });
  };
  const model = {
    on: (_event: string, callback: (message: never) => void) => void hear.push(callback),
    off: () => {},
    get: () => [],
    send: (message: Command & { number: number }) => {
      if (message.do === "arrange") arranged(message);
      queueMicrotask(() => tell({ answer: "v", number: message.number }));
    },
  };
  const editor: Editor = new Editor(model as unknown as ConstructorParameters<typeof Editor>[0], "v");
  tell({ change: shown, version, whole: true });
  return { editor, tell };
}

/** What lies under a card, or what hangs below it: "edge under card". At its own cards a wire may touch the border. */
function hidden({ session }: Editor): string[] {
  const shown = session.scene!;
  const { edges } = new Flow().draw(shown, session);
  const cards = [...reaching(shown, boxesOf(shown, session))].filter(([id]) => !isGroup(shown.nodes[id]!) || shown.nodes[id]!.collapsed);
  return edges.flatMap(({ id, source, target, data }) => {
    const { points } = wirePath(wireOf(data!));
    const under = cards.filter(([card, box]) => {
      const seen = grow(box, card === source || card === target ? -2 : -0.5);
      return points.slice(1).some((to, at) => crosses(seen, points[at]!, to));
    });
    return under.map(([card]) => `${id} under ${card}`);
  });
}

test("after tidying, each wire of every example and of Statestream's networks can be seen", async () => {
  for (const [name, network] of networks({ x: 0, y: 0 })) {
    const { editor } = opened(network);
    await tidy(editor, TIDIER);
    assert.deepEqual(hidden(editor), [], name);
  }
});

test("so can each wire of a network that nobody has placed yet", async () => {
  for (const [name, network] of networks({ x: null, y: null })) {
    const { editor } = opened(network);
    await placeNew(editor, TIDIER);
    assert.deepEqual(hidden(editor), [], name);
  }
});

test("so can each that leads to what is inside of a collapsed group", async () => {
  for (const [name, network] of networks({ x: 0, y: 0 })) {
    const nodes = Object.entries(network.nodes).map(([id, one]) => [id, { ...one, collapsed: isGroup(one) }] as const);
    const { editor } = opened({ ...network, nodes: Object.fromEntries(nodes) });
    await tidy(editor, TIDIER);
    assert.deepEqual(hidden(editor), [], name);
  }
});
