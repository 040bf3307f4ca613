/** What is asked of a node here. */
interface Numbered {
  readonly id: number;
}

/** Entries of a page: nodes that are alive together have ids that lie in few pages of all. */
const pageBits = 9;
const pageMask = (1 << pageBits) - 1;

/** Something for each of some nodes of one builder, by their ids: as a Map, and several times as fast. */
export class NodeMap<Entry> {
  readonly #pages: (Page<Entry> | undefined)[] = [];

  get({ id }: Numbered): Entry | undefined {
    const at = id >> pageBits;
    if (at >= this.#pages.length) return undefined;
    const page = this.#pages[at];
    return page === undefined ? undefined : page[id & pageMask];
  }

  set({ id }: Numbered, entry: Entry): void {
    const at = id >> pageBits;
    // One after the other: an array with a gap becomes a dictionary.
    while (this.#pages.length <= at) this.#pages.push(undefined);
    const page = (this.#pages[at] ??= new Array<Entry | undefined>(pageMask + 1));
    page[id & pageMask] = entry;
  }

  /** The entries in the order of their nodes' ids, the greatest first; what is set meanwhile for smaller ids comes too. */
  forEachFromLast(visit: (entry: Entry) => void): void {
    for (let at = this.#pages.length - 1; at >= 0; at--) {
      const page = this.#pages[at];
      if (page === undefined) continue;
      for (let i = pageMask; i >= 0; i--) {
        const entry = page[i];
        if (entry !== undefined) visit(entry);
      }
    }
  }
}

type Page<Entry> = (Entry | undefined)[];
