import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock older than this was left behind by a process that is gone: nothing made here takes as long. */
const stale = 15 * 60_000;

/**
 * Makes a folder once for all test files, which run in processes of their own: the first makes it, the others wait.
 *
 * @param folder where it lies
 * @param key what it is made of; another key makes it anew
 * @param make fills a new folder beside it
 */
export async function once(
  folder: string,
  key: string,
  make: (partial: string) => Promise<void>,
): Promise<string> {
  await mkdir(dirname(folder), { recursive: true });
  const [lock, mark] = [`${folder}.lock`, join(folder, '.made-of')];
  for (;;) {
    if ((await readFile(mark, 'utf8').catch(() => undefined)) === key) return folder;
    if (await taken(lock)) {
      await sleep(200);
      continue;
    }
    try {
      // Another process may have finished between the first look and the lock.
      if ((await readFile(mark, 'utf8').catch(() => undefined)) === key) return folder;
      const partial = `${folder}.partial`;
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial);
      await make(partial);
      await writeFile(join(partial, '.made-of'), key);
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      return folder;
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

/** Whether another process holds the lock; if not, it is ours now. */
async function taken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const made = await stat(lock).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > stale)
      await rm(lock, { recursive: true, force: true });
    return true;
  }
}
