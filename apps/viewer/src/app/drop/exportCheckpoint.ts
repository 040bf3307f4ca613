import type { ExportReply, ExportRequest } from '../workers/export.worker.ts';
import { ExportError, type RunFacts } from './exportError.ts';

/**
 * Exports a checkpoint in a Worker of its own, so that the page stays responsive: see `exportBytes`.
 *
 * @param bytes a checkpoint of `hgn train`; copied
 * @param signal stops the work
 * @param facts what the run folder knows beside the checkpoint
 * @returns content by file name, as `hgn export` writes it
 * @throws ExportError when the bytes cannot be exported; the reason of `signal` when that is aborted
 */
export async function exportCheckpoint(
  bytes: Uint8Array,
  signal: AbortSignal,
  facts: RunFacts = {},
): Promise<Readonly<Record<string, Uint8Array>>> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('../workers/export.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.addEventListener('error', ({ message }) => {
        reject(new ExportError(`exportCheckpoint: the worker must start, but it did not: ${message}`));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<ExportReply>) => {
        if ('files' in data) resolve(data.files);
        else reject(new ExportError(data.problem));
      });
      const request: ExportRequest = { checkpoint: bytes, facts };
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}
