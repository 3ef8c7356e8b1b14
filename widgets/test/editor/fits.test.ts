import assert from "node:assert/strict";
import { test } from "node:test";
import { best, kindsForWire, kindsThatFit, verdict, verdicts } from "../../src/editor/fits.ts";
import { edge, input, kind, node, output, scene } from "./scenes.ts";

const FITS = { "0>0": "identity", "0>1": "!'target' expects classes; {source} gives 3.", "1>0": "!{source} is no number, {source} is a class.", "1>1": "dense" };
const DATA = node("data", { ports: [], outputs: [output("image"), output("label", { socket: 1 })] });
const LEARN = node("learn", { ports: [input("prediction"), input("target", { socket: 1 })] });
const KINDS = {
  nodes: {
    pool: kind(),
    loss: kind({ ports: [input("prediction"), input("target", { socket: 1 })], outputs: [] }),
    digits: kind({ ports: [], outputs: [output("label", { socket: 1 })] }),
    arrays: kind({ needs: "Add it in a cell" }),
  },
  edges: {},
};
const SCENE = scene([DATA, LEARN], [], { fits: FITS, kinds: KINDS });
const LABEL = { node: "data", port: "label", side: "output" as const };

test("the table says the kind of edge, or why none fits, with the giver's name in every place", () => {
  assert.deepEqual(verdict(FITS, output(), input(), "a"), { fits: true, kind: "identity" });
  assert.deepEqual(verdict(FITS, output("o", { socket: 1 }), input(), "$&"), { fits: false, why: "'$&' is no number, '$&' is a class." });
  assert.equal(verdict({}, output(), input(), "a").fits, false);
});

test("from an output every input of a node is judged, the giver named with its port", () => {
  assert.deepEqual(verdicts(SCENE, LABEL, "learn"), [
    ["prediction", { fits: false, why: "'data.label' is no number, 'data.label' is a class." }],
    ["target", { fits: true, kind: "dense" }],
  ]);
});

test("from an input every output of a node is judged", () => {
  const end = { node: "learn", port: "target", side: "input" as const };
  assert.deepEqual(verdicts(SCENE, end, "data").map(([port, { fits }]) => [port, fits]), [["image", false], ["label", true]]);
  assert.deepEqual(best(SCENE, end, "data"), { port: "label", verdict: { fits: true, kind: "dense" } });
});

test("a node as a whole takes the first port that fits, or gives the first reason", () => {
  assert.deepEqual(best(SCENE, LABEL, "learn"), { port: "target", verdict: { fits: true, kind: "dense" } });
  const shut = { ...SCENE, fits: { ...FITS, "1>1": "!no" } };
  assert.deepEqual(best(shut, LABEL, "learn").port, "prediction");
});

test("a node without such ports says so, and so does one that is gone", () => {
  assert.deepEqual(best(SCENE, LABEL, "data").verdict, { fits: false, why: "'data' has no inputs: it is fed from outside." });
  assert.equal(best(SCENE, LABEL, "gone").verdict.fits, false);
  assert.deepEqual(verdicts(SCENE, { ...LABEL, port: "gone" }, "learn"), []);
});

test("the palette offers the kinds that a wire can go on to, without those that need a cell", () => {
  assert.deepEqual(kindsThatFit(SCENE, LABEL), ["loss"]);
  assert.deepEqual(kindsThatFit(SCENE, { node: "data", port: "image", side: "output" }), ["pool", "loss"]);
  assert.deepEqual(kindsThatFit(SCENE, { node: "learn", port: "target", side: "input" }), ["digits"]);
  assert.deepEqual(kindsThatFit(SCENE, { ...LABEL, node: "gone" }), []);
});

test("onto a wire goes what takes what it reads and gives something", () => {
  assert.deepEqual(kindsForWire(SCENE, edge("data.image>learn.prediction")), ["pool"]);
});

/** answer and small lead to learn.prediction and a pool; the first is taken by a wire of a kind. */
function moving(kind: string, shape = "3") {
  const fits = { "0>0": "!'prediction' has its one edge already.", "0>1": "identity", "1>0": "!'prediction' has its one edge already.", "1>1": "dense", "1>2": "!no", "0>2": "!no" };
  const learn = node("learn", { ports: [input("prediction", { socket: 0, freed: 1 }), input("target", { socket: 2 })] });
  const nodes = [node("answer", { outputs: [output("out", { shape })] }), node("small", { outputs: [output("out", { socket: 1 })] }), learn, node("p", { ports: [input("in", { socket: 1 })] })];
  return scene(nodes, [edge("answer>learn.prediction", { kind })], { fits });
}
const WIRE = "answer>learn.prediction";

test("a wire whose end is moved does not take its own port", () => {
  const output = { node: "answer", port: "out", side: "output" as const };
  const fitting = (moved?: string) => verdicts(moving("identity"), output, "learn", moved).map(([, { fits }]) => fits);
  assert.deepEqual([fitting(), fitting(WIRE)], [[false, false], [true, false]]);
  const inward = { node: "learn", port: "prediction", side: "input" as const };
  assert.deepEqual([best(moving("identity"), inward, "small").verdict.fits, best(moving("identity"), inward, "small", WIRE).verdict], [false, { fits: true, kind: "dense" }]);
});

test("a wire whose end is moved keeps its kind where that fits, else it has the simplest", () => {
  const output = { node: "answer", port: "out", side: "output" as const };
  const became = (kind: string, shape?: string) => best(moving(kind, shape), output, "p", WIRE).verdict;
  assert.deepEqual(["identity", "dense", "conv"].map((kind) => became(kind)), ["identity", "dense", "identity"].map((kind) => ({ fits: true, kind })));
  assert.deepEqual([became("conv", "3\u00d74\u00d74"), became("dense", "class of 10")], ["conv", "identity"].map((kind) => ({ fits: true, kind })));
});
