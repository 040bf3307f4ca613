import type { Format } from '../formats/format.ts';
import type { Graph } from '../graph/graph.ts';
import { decodeEntry, encodeEntry, type Finished } from './entry.ts';
import type { ModelCache } from './modelCache.ts';

/** The place in a cache of what is made of one graph. */
export interface CachePlace<Content> {
  readonly cache: ModelCache;
  readonly key: string;
  readonly format: Format<Content>;
  /** As it was traced. */
  readonly graph: Graph;
}

/** What is kept there; undefined where there is nothing, or anything about it is odd: it is then made anew. */
export async function readModel<Content>({
  cache,
  key,
  format,
  graph,
}: CachePlace<Content>): Promise<Finished<Content> | undefined> {
  try {
    const entry = await cache.get(key);
    return entry === undefined ? undefined : decodeEntry(entry, key, format, graph);
  } catch {
    return undefined;
  }
}

/** Keeps something there. That it cannot be kept is no error: it is made anew the next time. */
export async function keepModel<Content>(
  { cache, key, format, graph }: CachePlace<Content>,
  finished: Finished<Content>,
): Promise<void> {
  try {
    await cache.put(key, encodeEntry(key, finished, format, graph));
  } catch {
    // A full or read-only disk, or a cache of the caller's own that fails.
  }
}
