import type { RunSource } from './runSource.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';

/** The runs that the page can reach. */
export interface RunLibrary {
  list(): Promise<readonly RunSummary[]>;
  /** Rejects with UnknownRunError. */
  open(id: string): Promise<RunSource>;
  /** Adds a dropped run; it lives until the page is closed. */
  add(source: RunSource): void;
  /** Whether runs come from a server, which may know more of them later. */
  readonly isLive: boolean;
}

/** No run has that id. */
export class UnknownRunError extends Error {
  override readonly name = 'UnknownRunError';
}

/** A place that holds runs: a server, a static host, the page itself. */
export interface RunPlace {
  list(): Promise<readonly RunSummary[]>;
  /** Undefined where the place has no such run. */
  open(id: string): Promise<RunSource | undefined>;
}

/**
 * All runs of some places and those that are added, which come first.
 *
 * @param describe says of an added run what a list shows
 */
export function runLibrary(
  places: readonly RunPlace[],
  describe: (source: RunSource) => Promise<RunSummary>,
  isLive: boolean,
): RunLibrary {
  const added = new Map<string, RunSource>();
  return {
    isLive,
    list: async () => {
      const own = [...added.values()].map(describe);
      const lists = await Promise.all([Promise.all(own), ...places.map((place) => place.list())]);
      return lists.flat();
    },
    open: async (id) => {
      const own = added.get(id);
      if (own !== undefined) return own;
      for (const place of places) {
        const source = await place.open(id);
        if (source !== undefined) return source;
      }
      throw new UnknownRunError(
        `There is no run “${id}”: it was moved or deleted, or it was dropped on a page that is closed.`,
      );
    },
    add: (source) => void added.set(source.id, source),
  };
}
