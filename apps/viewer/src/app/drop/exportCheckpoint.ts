import { askExportWorker } from '../workers/exportClient.ts';
import type { RunFacts } from './exportError.ts';

/**
 * Exports a checkpoint in a Worker of its own, so that the page stays responsive: see `exportBytes`.
 *
 * @param bytes a checkpoint of `hgn train`
 * @param signal stops the work
 * @param facts what the run folder knows beside the checkpoint
 * @returns content by file name, as `hgn export` writes it
 * @throws Error when the bytes cannot be exported, with the reason; the reason of `signal` when that is aborted
 */
export async function exportCheckpoint(
  bytes: Uint8Array,
  signal: AbortSignal,
  facts: RunFacts = {},
): Promise<Readonly<Record<string, Uint8Array>>> {
  return await askExportWorker({ kind: 'export', checkpoint: bytes, facts }, signal);
}
