import type { Graph } from '../graph/graph.ts';
import { decodeEntry, encodeEntry, type FinishedModel } from './entry.ts';
import type { ModelCache } from './modelCache.ts';

/** One model's place in a cache. */
export interface CachePlace {
  readonly cache: ModelCache;
  readonly key: string;
}

/** The model that is kept there; undefined where there is none, or anything about it is odd: it is then made anew. */
export async function readModel(
  { cache, key }: CachePlace,
  graph: Graph,
): Promise<FinishedModel | undefined> {
  try {
    const entry = await cache.get(key);
    return entry === undefined ? undefined : decodeEntry(entry, key, graph);
  } catch {
    return undefined;
  }
}

/** Keeps a model there. That it cannot be kept is no error: it is made anew the next time. */
export async function keepModel({ cache, key }: CachePlace, model: FinishedModel): Promise<void> {
  try {
    await cache.put(key, encodeEntry(key, model));
  } catch {
    // A full or read-only disk, or a cache of the caller's own that fails.
  }
}
