// What marks and colours mean: only those that are there.
import { element } from "./rollout-elements.ts";
import type { Pattern, Scene } from "./rollout-protocol.ts";

export function legendOf(scene: Scene, patterns: readonly Pattern[]): HTMLElement {
  const legend = element("div", "lpnb-ro-legend", { role: "list", "aria-label": "legend" });
  const pairs = patterns.flatMap((pattern) => pattern.pairs);
  const entries: [string, string, boolean][] = [
    ["past", "it depends on", true],
    ["future", "it will influence", true],
    ["waiting", "no input has arrived yet", true],
    ["partial", "not all inputs have", patterns.some(({ since }) => since.some((when) => when && when[0] < when[1]))],
    ["held", "not due: holds what it had", scene.rows.some((row) => row.period > 1)],
    ["pair", "compared by a loss or a measure", pairs.length > 0],
    ["off", "compared although of different frames", pairs.some((pair) => pair.off !== "")],
  ];
  for (const [mark, words, there] of entries) {
    if (!there) continue;
    const entry = element("span", "lpnb-ro-entry", { role: "listitem" });
    entry.append(element("i", "", { "data-mark": mark }), words);
    legend.append(entry);
  }
  return legend;
}
