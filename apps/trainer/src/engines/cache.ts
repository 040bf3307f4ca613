import type { Io } from '../io.ts';
import { compiledModels } from '../session/cache.ts';
import { bytes, count } from '../terminal/format.ts';

/** What is kept of compiled models; null where none are. */
export type CacheReport = {
  readonly folder: string;
  readonly models: number;
  readonly bytes: number;
} | null;

/** Looks at the compiled models that are kept between runs. */
export async function describeCache(io: Io): Promise<CacheReport> {
  const cache = compiledModels(io);
  return cache === undefined ? null : { folder: cache.folder, ...(await cache.contents()) };
}

/** The same in one line. */
export function sayCache(report: CacheReport): string {
  return report === null
    ? 'Compiled models are not kept between runs.'
    : `Compiled models are kept in ${report.folder}: ${count(report.models, 'model')}, ${bytes(report.bytes)}.`;
}

/** Runs `hgn doctor --clear-cache`. */
export async function clearCache({ json }: { readonly json?: boolean }, io: Io): Promise<void> {
  const cache = compiledModels(io);
  const removed = { models: 0, bytes: 0, ...(await cache?.clear()) };
  if (json === true) io.stdout.write(`${JSON.stringify({ folder: cache?.folder ?? null, removed })}\n`);
  else if (cache === undefined) io.stdout.write(`${sayCache(null)}\n`);
  else {
    io.stdout.write(
      `removed ${count(removed.models, 'compiled model')} (${bytes(removed.bytes)}) from ${cache.folder}\n`,
    );
  }
}
