// Where wires go whose ends a collapsed group stands for: their own points are for the drawing in which it is open.
import type { FlowEdge } from "./flow.ts";
import { type Course, detours } from "./geometry/detour.ts";
import type { Box, Point } from "./geometry/points.ts";
import type { Id, Scene } from "./protocol.ts";
import { wireOf } from "./wires.ts";

interface Way {
  from: Point;
  to: Point;
  bends: readonly Point[];
}

export class Ways {
  private known: ReadonlyMap<Id, Way> = new Map();
  private drawn = "";

  /** The points that a wire passes, while its ends are where they were when it was led. */
  at(id: Id, from: Point, to: Point): readonly Point[] | undefined {
    const way = this.known.get(id);
    return way !== undefined && same(way.from, from) && same(way.to, to) ? way.bends : undefined;
  }

  /** Leads wires around the cards that they would lie under. Returns whether any goes another way now. */
  find(scene: Scene, edges: readonly FlowEdge[], cards: ReadonlyMap<Id, Box>): boolean {
    const courses = edges.flatMap(({ id, source, target, data }): Course[] => {
      const entry = scene.edges[id]!;
      const wire = { ...wireOf(data!), bends: entry.bends };
      return source === entry.source && target === entry.target ? [] : [{ id, source, target, wire }];
    });
    if (courses.length === 0 && this.known.size === 0) return false;
    const drawn = JSON.stringify([courses.map(({ wire: { share: _, ...wire } }) => wire), [...cards]]);
    if (drawn === this.drawn) return false;
    this.drawn = drawn;
    const ends = new Map(courses.map(({ id, wire }) => [id, wire]));
    this.known = new Map([...detours(courses, cards)].map(([id, bends]) => [id, { ...ends.get(id)!, bends }]));
    return true;
  }
}

function same(one: Point, other: Point): boolean {
  return one.x === other.x && one.y === other.y;
}
