import { blobRun } from '../../drop/blobRun.ts';
import { fromBase64 } from '../../../sharing/base64.ts';
import { partIds, unpackRun } from '../../../sharing/singleFile.ts';
import type { RunSource } from '../../sources/runSource.ts';
import type { EngineFiles } from '../../workers/playerProtocol.ts';

/** Identifies the one run of the page in its address. */
export const embeddedId = 'shared';

/** The run that this page carries. */
export function embeddedRun(): RunSource {
  const { name } = JSON.parse(new TextDecoder().decode(takePart(partIds.about))) as { readonly name: string };
  const files = unpackRun(takePart(partIds.run));
  return blobRun(embeddedId, name, new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])));
}

let engine: Promise<ArrayBuffer> | undefined;

/** The engine that this page carries, unpacked once. */
export async function embeddedEngine(): Promise<EngineFiles> {
  engine ??= new Response(
    new Blob([takePart(partIds.engine)]).stream().pipeThrough(new DecompressionStream('gzip')),
  ).arrayBuffer();
  return { wasm: await engine };
}

/** The Worker that this page carries as text, for a page on a disk may not load another file. */
export function embeddedWorker(): Worker {
  const { textContent } = partOf('hgn-worker');
  const address = URL.createObjectURL(new Blob([textContent], { type: 'text/javascript' }));
  try {
    return new Worker(address, { name: 'player' });
  } finally {
    // The Worker has its script's address resolved by now; the memory is given back once it is loaded.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

/** The bytes of a part, whose text is let go. */
function takePart(id: string): Uint8Array<ArrayBuffer> {
  const part = partOf(id);
  const bytes = fromBase64(part.textContent);
  part.remove();
  return bytes;
}

function partOf(id: string): HTMLElement {
  const part = document.getElementById(id);
  if (part === null)
    throw new Error(`embedded: the page must carry ${id}, but does not; it was not saved whole`);
  return part;
}
