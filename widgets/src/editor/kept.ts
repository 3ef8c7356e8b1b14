// What is worth the same stays the same object: React draws anew whatever is another one.
import type { Id } from "./protocol.ts";

/** Things that are made once, until something that they are made of is another. */
export class Kept<Made> {
  private readonly known = new Map<Id, { parts: readonly unknown[]; made: Made }>();

  get(id: Id, parts: readonly unknown[], make: () => Made): Made {
    const old = this.known.get(id);
    if (old !== undefined && sameItems(old.parts, parts)) return old.made;
    const made = make();
    this.known.set(id, { parts, made });
    return made;
  }

  /** Forgets all that is gone. */
  leave(here: (id: Id) => boolean): void {
    for (const id of this.known.keys()) if (!here(id)) this.known.delete(id);
  }
}

/** One object for all that comes anew with the same content. */
export class Stand<Thing extends object, Made extends object> {
  private readonly seen = new WeakMap<Thing, Made>();
  private readonly kept = new Kept<Made>();

  /**
   * @param of What stands for a thing.
   * @param parts The content by which two of these are the same.
   */
  constructor(
    private readonly of: (thing: Thing) => Made,
    private readonly parts: (made: Made) => unknown[],
  ) {}

  get(id: Id, thing: Thing): Made {
    const known = this.seen.get(thing);
    if (known !== undefined) return known;
    const fresh = this.of(thing);
    const made = this.kept.get(id, this.parts(fresh), () => fresh);
    this.seen.set(thing, made);
    return made;
  }

  leave(here: (id: Id) => boolean): void {
    this.kept.leave(here);
  }
}

/** The old list, where the new one has the very same items. */
export function steady<Item>(old: Item[], fresh: Item[]): Item[] {
  return sameItems(old, fresh) ? old : fresh;
}

export function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}

/** A value that came as JSON, with all that is equal to the old one taken from there. */
export function shared<Value>(old: unknown, fresh: Value): Value {
  if (Object.is(old, fresh) || !isObject(old) || !isObject(fresh) || Array.isArray(old) !== Array.isArray(fresh)) return fresh;
  const keys = Object.keys(fresh);
  const made: Record<string, unknown> = {};
  let same = keys.length === Object.keys(old).length;
  for (const key of keys) {
    made[key] = shared(old[key], fresh[key]);
    same &&= key in old && Object.is(made[key], old[key]);
  }
  return (same ? old : Array.isArray(fresh) ? Object.values(made) : made) as Value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
