import { exportBytes } from '../drop/exportBytes.ts';
import type { RunFacts } from '../drop/exportError.ts';
import { unzip } from '../drop/unzip.ts';

/** What the worker is asked: to export a checkpoint, or to unpack an archive. */
export type ExportRequest =
  | { readonly kind: 'export'; readonly checkpoint: Uint8Array; readonly facts: RunFacts }
  | { readonly kind: 'unzip'; readonly archive: Uint8Array; readonly label: string };

/** What it answers. */
export type ExportReply =
  | { readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>> }
  | { readonly problem: string };

addEventListener('message', ({ data }: MessageEvent<ExportRequest>) => {
  let reply: ExportReply;
  try {
    reply = { files: answer(data) };
  } catch (error) {
    reply = { problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});

function answer(request: ExportRequest): Readonly<Record<string, Uint8Array<ArrayBuffer>>> {
  if (request.kind === 'unzip') return Object.fromEntries(unzip(request.archive, request.label));
  const files = exportBytes(request.checkpoint, request.facts);
  // Nothing of a file is shared between threads.
  return files as Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}
