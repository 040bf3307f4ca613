import { MissingFileError, type RunSource } from '../sources/runSource.ts';
import { exportCheckpoint } from './exportCheckpoint.ts';
import { ExportError, type RunFacts } from './exportError.ts';
import { newestCheckpoint } from './newestCheckpoint.ts';

/**
 * Exports the newest checkpoint of a run that has no export folder.
 *
 * @returns content by file name, as `hgn export` writes it
 * @throws ExportError when the run holds no checkpoint; the errors of `exportCheckpoint`
 */
export async function exportRun(
  source: RunSource,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const path = newestCheckpoint((await source.files()).map((file) => file.path));
  if (path === undefined) {
    throw new ExportError(
      `exportRun: the run ${source.name} must hold an export folder or a checkpoint, but has neither; train it, or take its files along`,
    );
  }
  const [checkpoint, facts] = await Promise.all([source.read(path), runFacts(source)]);
  const start = performance.now();
  const files = await exportCheckpoint(checkpoint, signal, facts);
  performance.measure('hgn-export', { start });
  return files;
}

/** What `run.json` says, where there is one. */
export async function runFacts(source: RunSource): Promise<RunFacts> {
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(await source.read('run.json')));
    const { timeStep } = (record ?? {}) as { readonly timeStep?: unknown };
    return typeof timeStep === 'number' && timeStep > 0 ? { timeStep } : {};
  } catch (error) {
    if (error instanceof MissingFileError) return {};
    throw error;
  }
}
