// Whether a wire that is on its way could end somewhere, as a word: for the marks on ports and cards.
import { judge } from "../actions/wire.ts";
import { verdicts } from "../fits.ts";
import type { End, Id } from "../protocol.ts";
import type { Session } from "../session.ts";

export type Mark = "fits" | "refuses" | "starts";

/** The mark of a port, null while there is no wire. */
export function verdictAt({ scene, wiring }: Session, end: End): Mark | null {
  if (scene === null || wiring === null) return null;
  if (end.side === wiring.end.side) return end.node === wiring.end.node && end.port === wiring.end.port ? "starts" : null;
  const found = verdicts(scene, wiring.end, end.node, wiring.edge).find(([port]) => port === end.port);
  return found?.[1].fits ? "fits" : "refuses";
}

/** The mark of a whole node. */
export function verdictOf({ scene, wiring }: Session, node: Id): Mark | null {
  if (scene === null || wiring === null) return null;
  if (node === wiring.end.node) return "starts";
  return judge(scene, wiring, node).verdict.fits ? "fits" : "refuses";
}
