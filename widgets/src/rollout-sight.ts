// Which rows can be seen: only those get thumbnails.

export class Sight {
  private readonly visible = new Set<string>();
  private readonly ids = new Map<Element, string>();
  private readonly observer = new IntersectionObserver((entries) => this.observe(entries));

  constructor(private readonly tell: (rows: string[]) => void) {}

  /** Watches one element for each row; none: nothing can be seen. */
  watch(elements: Iterable<[id: string, element: Element]>): void {
    this.close();
    this.visible.clear();
    this.ids.clear();
    for (const [id, element] of elements) {
      this.ids.set(element, id);
      this.observer.observe(element);
    }
    if (this.ids.size === 0) this.tell([]);
  }

  close(): void {
    this.observer.disconnect();
  }

  private observe(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const id = this.ids.get(target);
      if (id === undefined) continue;
      if (isIntersecting) this.visible.add(id);
      else this.visible.delete(id);
    }
    this.tell([...this.visible]);
  }
}
