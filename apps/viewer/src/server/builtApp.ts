import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the built app, which lies in `dist` whether this module runs from there or from the sources.
 *
 * @throws Error when the app was not built
 */
export async function builtApp(
  folder = fileURLToPath(new URL('../../dist/app', import.meta.url)),
): Promise<string> {
  const index = await stat(join(folder, 'index.html')).catch(() => undefined);
  if (index?.isFile() !== true) {
    throw new Error(
      `builtApp: the app must be built, but ${folder} holds no index.html; build it with: npm run setup`,
    );
  }
  return await realpath(folder);
}

/** A file of the built app. */
export async function builtFile(path: string, folder?: string): Promise<Buffer> {
  return await readFile(join(await builtApp(folder), path));
}
