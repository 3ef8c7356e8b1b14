// What is wrong with what.
import type { Command, Id, Problem } from "./protocol.ts";

const SEVERITIES = ["error", "warning"];

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
