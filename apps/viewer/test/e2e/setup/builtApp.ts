import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { once } from './once.ts';

const viewer = fileURLToPath(new URL('../../..', import.meta.url));
const packages = fileURLToPath(new URL('../../../../../packages', import.meta.url));

/** The app, built from the sources as they are now; built once, and again only when one of them changed. */
export async function builtApp(): Promise<string> {
  const folder = join(viewer, 'node_modules', '.cache', 'e2e-app');
  return await once(folder, await fingerprint(), async (partial) => {
    await build({
      configFile: join(viewer, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: partial, emptyOutDir: true },
    });
  });
}

/** A hash over path, size and time of every source that the app is built of, and over how it is built. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(viewer, 'vite.config.ts')));
  const names = await readdir(packages);
  const folders = [
    ...['src', 'build', 'notebooks'].map((name) => join(viewer, name)),
    ...names.map((name) => join(packages, name, 'src')),
  ];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    for (const entry of entries.filter((name) => !name.endsWith('.test.ts')).sort()) {
      const { size, mtimeMs } = await stat(join(folder, entry));
      hash.update(`${folder}/${entry} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
