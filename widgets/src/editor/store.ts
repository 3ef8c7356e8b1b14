// A value that changes, and those who look at it. React reads it with useSyncExternalStore.

export class Store<State> {
  private readonly listeners = new Set<() => void>();

  constructor(private state: State) {}

  readonly get = (): State => this.state;

  /** Puts some fields in place of the old ones, and tells everybody. */
  readonly set = (fields: Partial<State>): void => {
    this.state = { ...this.state, ...fields };
    for (const listener of this.listeners) listener();
  };

  /** Returns the cleanup. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
