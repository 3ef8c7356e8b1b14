// What is wrong with what.
import type { Id, Problem } from "./protocol.ts";

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
