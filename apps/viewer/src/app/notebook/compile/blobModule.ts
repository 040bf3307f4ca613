import type { CellBody } from '../runtime/cellRuntime.ts';

/**
 * Turns the code of a compiled cell into a function, by a module of its own: no text is evaluated, so a page needs no
 * `unsafe-eval`, only `blob:` among its script sources.
 */
export async function blobModule(code: string): Promise<CellBody> {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    const { default: body } = (await import(/* @vite-ignore */ address)) as { default: CellBody };
    return body;
  } finally {
    URL.revokeObjectURL(address);
  }
}
