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
