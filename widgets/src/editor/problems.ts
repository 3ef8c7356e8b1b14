// What is wrong with what.
import { standIn } from "./groups.ts";
import type { Command, Id, Problem, Scene } from "./protocol.ts";

const SEVERITIES = ["error", "warning"];

/** The problem that a card or a wire is marked with. */
export interface Mark extends Problem {
  /** At a collapsed group: how many there are inside. */
  inside?: number;
}

const known = new WeakMap<Scene, Map<Id, Mark>>();

/** The marks of all that is drawn: a cycle marks each of its wires, and what is hidden marks the group that stands for it. */
export function marks(scene: Scene): Map<Id, Mark> {
  let found = known.get(scene);
  if (found === undefined) known.set(scene, (found = marked(scene)));
  return found;
}

function marked(scene: Scene): Map<Id, Mark> {
  const counted = inOrder(scene.problems).filter(({ severity }) => SEVERITIES.includes(severity));
  const found: Map<Id, Mark> = worst([...counted, ...counted.flatMap((one) => (one.cycle ?? []).map((subject) => ({ ...one, subject })))]);
  for (const problem of counted) {
    const group = standIn(scene, problem.subject);
    if (group === undefined) continue;
    const before = found.get(group);
    found.set(group, before?.inside ? { ...before, inside: before.inside + 1 } : { ...problem, inside: 1 });
  }
  for (const [id, mark] of found) if (mark.inside) found.set(id, { ...mark, words: `Problems inside: ${mark.inside}. First: ${mark.words}` });
  return found;
}

/** The worst problem of each node and edge; notes are no problems. */
export function worst(problems: readonly Problem[]): Map<Id, Problem> {
  const found = new Map<Id, Problem>();
  for (const severity of SEVERITIES) {
    for (const problem of problems) {
      if (problem.severity === severity && !found.has(problem.subject)) found.set(problem.subject, problem);
    }
  }
  return found;
}

/** The problems as a list tells them: errors first, notes last. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = ({ severity }: Problem) => (SEVERITIES.indexOf(severity) + 1 || SEVERITIES.length + 1);
  return problems.toSorted((a, b) => rank(a) - rank(b));
}

/** What a button beside a problem says, and what it has done; null where a person has to do something. */
export function remedy({ subject, fix }: Problem): { words: string; command: Command } | null {
  return fix === "" || subject === "" ? null : { words: `Mend: ${fix}`, command: { do: "mend", item: subject } };
}
