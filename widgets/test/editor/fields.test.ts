import assert from "node:assert/strict";
import { test } from "node:test";
import { isDefault, matching, rows } from "../../src/editor/fields.ts";
import { edge, field, group, kind, node, scene } from "./scenes.ts";

const NOISE = field("noise", "number", { help: "Gaussian noise", default: 0 });
const SHAPE = field("shape", "shape");
const KINDS = {
  nodes: {
    pool: kind({ fields: [SHAPE, NOISE, field("mode", "choice", { default: "on" })] }),
    input: kind({ fields: [SHAPE, field("noise", "choice")] }),
    group: kind({ fields: [field("exposed", "names", { default: [] })] }),
  },
  edges: { identity: { help: "", fields: [field("delay", "delay", { default: 1 })] } },
};
const A = node("a", { fields: { shape: [4, 4], noise: 0.5, mode: "on" } });
const B = node("b", { fields: { shape: [4, 4], noise: 0, mode: "mute" } });
const X = node("x", { kind: "input", fields: { shape: [4, 4], noise: "none" } });
const SCENE = scene([A, B, X], [edge("a>b")], { kinds: KINDS });

test("one node shows all of its fields with their values", () => {
  const found = rows(SCENE, ["a"]);
  assert.deepEqual(found.map(({ field, value }) => [field.name, value]), [["shape", [4, 4]], ["noise", 0.5], ["mode", "on"]]);
  assert.deepEqual(rows(SCENE, []), []);
});

test("several show what they have in common, without a value where they differ", () => {
  const found = rows(SCENE, ["a", "b"]);
  assert.deepEqual(found.map(({ field, value }) => [field.name, value]), [["shape", [4, 4]], ["noise", undefined], ["mode", undefined]]);
  assert.deepEqual(found[0]!.items, ["a", "b"]);
});

test("fields of the same name with another control are not the same", () => {
  assert.deepEqual(rows(SCENE, ["a", "x"]).map(({ field }) => field.name), ["shape"]);
  assert.deepEqual(rows(SCENE, ["a", "a>b"]), []);
});

test("edges have the fields of their kind, and what is gone has none", () => {
  assert.deepEqual(rows(SCENE, ["a>b"]).map(({ field, value }) => [field.name, value]), [["delay", 1]]);
  assert.deepEqual(rows(SCENE, ["gone"]), []);
  assert.deepEqual(rows(SCENE, ["a", "gone"]), []);
});

test("a group shows the fields that it exposes, and they are set at their owner", () => {
  const g = group("g", { fields: { exposed: ["a.noise", "gone.noise", "a.gone"] } });
  const [own, exposed, ...rest] = rows(scene([g, A], [], { kinds: KINDS }), ["g"]);
  assert.equal(own!.field.name, "exposed");
  assert.deepEqual([exposed!.owner, exposed!.items, exposed!.value], ["a", ["a"], 0.5]);
  assert.deepEqual(rest, []);
});

test("a row knows whether it stands at its default, lists included", () => {
  const found = rows(SCENE, ["b"]);
  assert.deepEqual(found.map(isDefault), [false, true, false]);
  assert.ok(isDefault({ field: field("exposed", "names", { default: [] }), items: [], value: [], owner: "" }));
});

test("a search looks at names, help and owners, whatever the case", () => {
  const found = rows(SCENE, ["a"]);
  const names = (query: string) => matching(found, query).map(({ field }) => field.name);
  assert.deepEqual([names(" GAUSS "), names("sha"), names(""), names("zz")], [["noise"], ["shape"], ["shape", "noise", "mode"], []]);
});
