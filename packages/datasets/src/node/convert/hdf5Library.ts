import { open } from 'node:fs/promises';
import type * as H5 from 'h5wasm';
import { CorruptDatasetError } from '../errors.ts';

/** Loaded when first needed: it brings 4 MB of WebAssembly. */
export async function library(): Promise<typeof H5> {
  const module = await import('h5wasm/node');
  // Without this it prints errors and goes on.
  (await module.ready).activate_throwing_error_handler();
  return module;
}

/** What the library says in the middle of its pages of errors. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /error message = '([^']+)'/.exec(text)?.[1] ?? text.split('\n', 1)[0];
}

/** Where the signature may stand: at 0, or after a user block of 512 bytes, 1024, 2048, … */
async function hasSignature(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for (let at = 0; at + 8 <= size; at = at === 0 ? 512 : 2 * at) {
      const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, at);
      if (buffer.toString('latin1') === '\x89HDF\r\n\x1a\n') return true;
    }
    return false;
  } finally {
    await handle.close();
  }
}

/** Throws a CorruptDatasetError unless the file is an HDF5 file. */
export async function checkSignature(path: string): Promise<void> {
  if (await hasSignature(path)) return;
  throw new CorruptDatasetError(`openHdf5: ${path} is no HDF5 file: its signature is missing`);
}

/** Does something that fails where the file is damaged. */
export function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CorruptDatasetError) throw error;
    throw new CorruptDatasetError(`openHdf5: ${path} is truncated or damaged: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** Compressions that HDF5 files may have and that are not in this package's reader, by their registered numbers. */
const plugins: Readonly<Record<number, string>> = {
  ...{
    4: 'szip',
    32000: 'lzf',
    32001: 'blosc',
    32004: 'lz4',
    32008: 'bitshuffle',
    32013: 'zfp',
    32015: 'zstd',
    32026: 'blosc2',
  },
};

/** Throws a CorruptDatasetError where an array is packed in a way that is not read here. */
export function checkFilters(set: H5.Dataset, name: string, path: string): void {
  const foreign = set.filters.find(({ id }) => Object.hasOwn(plugins, id) || id > 255);
  if (!foreign) return;
  throw new CorruptDatasetError(
    `openHdf5: ${path}: '${name}' is compressed with ${plugins[foreign.id] ?? `filter ${foreign.id}`}, which is not read here; repack it with: h5repack -f GZIP=4 IN OUT`,
  );
}
