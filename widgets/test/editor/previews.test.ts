import assert from "node:assert/strict";
import { test } from "node:test";
import { Previews } from "../../src/editor/previews.ts";

/** A place in a page that draws nothing, for the kernel has not said what yet. */
const place = () => ({ toggleAttribute: () => true }) as unknown as HTMLCanvasElement;

function opened() {
  const watched: (readonly string[])[] = [];
  const waiting: (() => void)[] = [];
  const previews = new Previews({ watch: (ids) => void watched.push(ids), soon: (done) => void waiting.push(done) }, () => []);
  const wait = () => waiting.splice(0).forEach((done) => done());
  return { previews, watched, wait };
}

const message = (frame: number, ids: string[]) => ({
  frame,
  tiles: ids.map((id): [string, "bars", number, number, number, boolean] => [id, "bars", 2, 1, 0, false]),
  values: {},
});

test("what comes on screen is told together, once", () => {
  const { previews, watched, wait } = opened();
  const [one, other] = [place(), place()];
  previews.add(one, "1");
  previews.add(other, "2");
  previews.see(one, true);
  previews.see(other, true);
  wait();
  previews.see(other, true);
  wait();
  assert.deepEqual(watched, [["1", "2"]]);
});

test("what leaves the screen, or goes altogether, is watched no more", () => {
  const { previews, watched, wait } = opened();
  const [one, other] = [place(), place()];
  previews.add(one, "1");
  previews.add(other, "2");
  previews.see(one, true);
  previews.see(other, true);
  wait();
  previews.see(one, false);
  wait();
  previews.remove(other);
  wait();
  assert.deepEqual(watched.slice(1), [["2"], []]);
});

test("an output that somebody asks for is watched as long as they do", () => {
  const { previews, watched, wait } = opened();
  previews.ask("1:image");
  wait();
  previews.ask(null);
  wait();
  assert.deepEqual(watched, [["1:image"], []]);
});

test("a message tells which nodes hold something else than before", () => {
  const { previews } = opened();
  const changed: (readonly string[])[] = [];
  previews.changed.add((ids) => void changed.push(ids));
  previews.take(message(1, ["1", "2"]), Uint8Array.of(1, 2, 3, 4));
  previews.take(message(2, ["1", "2"]), Uint8Array.of(1, 2, 3, 5));
  assert.deepEqual(changed, [["1", "2"], ["2"]]);
});

test("what an output holds is known once the kernel has said it", () => {
  const { previews } = opened();
  assert.equal(previews.value("1:out"), null);
  previews.take({ ...message(7, []), values: { "1:out": [0, 1, 2] } }, new Uint8Array());
  assert.deepEqual(previews.value("1:out"), { frame: 7, ends: [0, 1, 2] });
});
