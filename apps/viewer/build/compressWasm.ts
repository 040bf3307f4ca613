import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes a compressed twin beside each WebAssembly file, for the server to send as it is. */
export function compressWasm(): Plugin {
  return {
    name: 'hgn-compress-wasm',
    apply: 'build',
    writeBundle: async ({ dir }, bundle) => {
      for (const name of Object.keys(bundle).filter((file) => file.endsWith('.wasm'))) {
        const path = join(dir ?? '', name);
        await writeFile(`${path}.gz`, await promisify(gzip)(await readFile(path), { level: 9 }));
      }
    },
  };
}
