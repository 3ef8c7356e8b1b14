// What a box selects that is drawn around something.
import { isGroup } from "../card.ts";
import { boxesOf } from "../flow.ts";
import { type Box, inside, overlaps } from "../geometry/points.ts";
import type { Id, Scene } from "../protocol.ts";
import type { Session } from "../session.ts";

/**
 * The cards that a box touches, with the size that they have when they are not selected. An open group only as a whole:
 * the box may have been begun inside of its frame.
 */
export function boxed(scene: Scene, session: Pick<Session, "dragged" | "automatic">, box: Box): Id[] {
  const boxes = boxesOf(scene, { ...session, selection: new Set() });
  const within = (id: Id, card: Box) => {
    const entry = scene.nodes[id]!;
    if (!isGroup(entry) || entry.collapsed) return overlaps(card, box);
    return inside(box, card) && inside(box, { x: card.x + card.width, y: card.y + card.height });
  };
  return [...boxes].filter(([id, card]) => within(id, card)).map(([id]) => id);
}
