import type { ExportReply, ExportRequest } from './exportJob.ts';

/**
 * Has a request done in an export worker of its own, which ends with it.
 *
 * @returns content by file name
 * @throws Error with the worker's own words when it cannot be done; the reason of `signal` when that is aborted
 */
export async function askExportWorker(
  request: ExportRequest,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./work.worker.ts', import.meta.url), { type: 'module', name: 'export' });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.addEventListener('error', ({ message }) => {
        reject(new Error(`askExportWorker: the worker must start, but it did not: ${message}`));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<ExportReply>) => {
        if ('files' in data) resolve(data.files);
        else reject(new Error(data.problem));
      });
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}
