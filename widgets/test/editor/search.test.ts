import assert from "node:assert/strict";
import { test } from "node:test";
import { rank, wireMeant } from "../../src/editor/search.ts";
import { random } from "./random.ts";

const KINDS = [
  { name: "Dense", help: "Every input with every output", category: "Layers" },
  { name: "Conv2d", help: "A filter that slides over a picture", category: "Layers" },
  { name: "Max Pool", help: "The largest of each window", category: "Pooling" },
  { name: "Mean Pool", help: "The mean of each window", category: "Pooling" },
  { name: "Accuracy", help: "How often the answer is right", category: "Measures" },
  { name: "ConvTranspose", help: "Makes pictures larger", category: "Layers" },
  { name: "Conv", help: "One filter", category: "Layers" },
];

function names(query: string): string[] {
  return rank(query, KINDS).map(({ item }) => item.name);
}

function marked(query: string, name: string): string {
  const { ranges } = rank(query, [{ name, help: "", category: "" }])[0]!;
  return ranges.map(({ start, end }) => name.slice(start, end)).join("|");
}

test("an empty query finds all in their order", () => {
  assert.deepEqual(names(" "), KINDS.map(({ name }) => name));
  assert.deepEqual(rank("", KINDS)[0]!.ranges, []);
});

test("the beginning of a name comes first, and a whole name before those that go on", () => {
  assert.deepEqual(names("conv"), ["Conv", "Conv2d", "ConvTranspose"]);
  assert.equal(names("m")[0], "Max Pool");
});

test("then beginnings of words, in any order", () => {
  assert.deepEqual(names("pool"), ["Max Pool", "Mean Pool"]);
  assert.deepEqual(names("pool mean"), ["Mean Pool"]);
  assert.deepEqual(names("trans"), ["ConvTranspose"]);
  assert.equal(marked("pool mean", "Mean Pool"), "Mean|Pool");
  assert.equal(marked("tr co", "ConvTranspose"), "Co|Tr");
  assert.equal(marked("2", "Conv2d"), "2");
});

test("then a part of the name, scattered letters, and last what the help says", () => {
  assert.deepEqual(names("ense"), ["Dense"]);
  assert.deepEqual(names("mpl"), ["Max Pool", "Mean Pool"]);
  assert.equal(marked("mpl", "Max Pool"), "M|P|l");
  assert.deepEqual(names("window larg"), ["Max Pool"]);
  assert.deepEqual(names("measures"), ["Accuracy"]);
  assert.deepEqual(names("zzz"), []);
});

test("letters whose lower case is longer do not shift what is highlighted", () => {
  assert.equal(marked("dense", "İ Dense"), "Dense");
});

test("ranges are in order, apart, and within the name, whatever is typed", () => {
  const next = random(3);
  const letters = "conv poladmexy2d  ";
  for (let round = 0; round < 2000; round++) {
    const query = Array.from({ length: Math.floor(next() * 6) }, () => letters[Math.floor(next() * letters.length)]).join("");
    for (const { item, ranges } of rank(query, KINDS)) {
      let last = -1;
      for (const { start, end } of ranges) {
        assert.ok(start > last && end > start && end <= item.name.length, `${query} in ${item.name}`);
        last = end;
      }
    }
  }
});

test("who looks for a kind of wire among those of nodes is told that it is one", () => {
  const wires = ["identity", "conv", "dense"];
  const meant = (query: string) => wireMeant(query, wires, rank(query, [{ name: "pool", help: "Units", category: "state" }, { name: "identify", help: "", category: "measure" }]));
  assert.deepEqual([meant("conv"), meant(" De"), meant("c"), meant("convex")], ["conv", "dense", undefined, undefined]);
  assert.equal(meant("iden"), undefined); // a node is called like that
});
