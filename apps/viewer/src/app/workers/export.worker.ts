import { exportBytes } from '../drop/exportBytes.ts';
import type { RunFacts } from '../drop/exportError.ts';

/** What the worker is asked. */
export interface ExportRequest {
  readonly checkpoint: Uint8Array;
  readonly facts: RunFacts;
}

/** What it answers. */
export type ExportReply =
  { readonly files: Readonly<Record<string, Uint8Array>> } | { readonly problem: string };

addEventListener('message', ({ data }: MessageEvent<ExportRequest>) => {
  let reply: ExportReply;
  try {
    reply = { files: exportBytes(data.checkpoint, data.facts) };
  } catch (error) {
    reply = { problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});
