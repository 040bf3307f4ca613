import type { ModelCache } from './modelCache.ts';

/** How large a folder of models may grow. */
export interface FolderCacheOptions {
  /** Bytes of all models together; the ones that were not used for longest go. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds since 1970, to tell when a model was used last; default the system's. */
  readonly now?: () => number;
}

/** What a folder of models holds. */
export interface FolderContents {
  readonly models: number;
  readonly bytes: number;
}

/** A folder of compiled models. */
export interface FolderCache extends ModelCache {
  readonly folder: string;
  /** How many models there are, and how large they are together. */
  contents(): Promise<FolderContents>;
  /** Removes every model; gives what it removed. */
  clear(): Promise<FolderContents>;
}

const suffix = '.model';
const isKey = (key: string) => /^[0-9a-f]{64}$/.test(key);
/** A file that is being written belongs to a process that has died, once it is this old. */
const abandonedAfter = 60 * 60 * 1000;
/** No model is larger: what is, is not read. */
const largestEntry = 2 ** 30;

/**
 * Keeps compiled models in a folder, for {@link jit} in Node: several processes may use it at once. Files appear whole or
 * not at all, are readable by their owner only, and are read only if they are plain files of this user that nobody else
 * may write to, in a folder of which that holds too. Nothing is made before the first model is kept.
 *
 * @example
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const cache = folderCache(join(tmpdir(), 'models'), { maxBytes: 64 * 2 ** 20 });
 * const step = await jit((x: tf.Tensor) => tf.square(x), [2], { cache });
 * console.log(await cache.contents());
 */
export function folderCache(folder: string, options: FolderCacheOptions = {}): FolderCache {
  const { maxBytes = 256 * 2 ** 20, now = () => performance.timeOrigin + performance.now() } = options;
  if (!(maxBytes >= 0)) {
    throw new RangeError(`folderCache: maxBytes must be a number of at least 0, but got ${maxBytes}`);
  }
  const { constants, promises: fs } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  const pathOf = (key: string) => join(folder, `${key}${suffix}`);

  const modelsNow = async () => {
    const names = (await fs.readdir(folder).catch(() => [])).filter(isModelFile);
    const found = await Promise.all(
      names.map(async (name) => {
        // Another process may have removed it since.
        const stats = await fs.lstat(join(folder, name)).catch(() => undefined);
        return stats === undefined
          ? []
          : [{ path: join(folder, name), size: stats.size, used: stats.mtimeMs }];
      }),
    );
    return found.flat();
  };
  const removeAbandoned = async () => {
    for (const name of (await fs.readdir(folder)).filter(isTemporary)) {
      const stats = await fs.lstat(join(folder, name)).catch(() => undefined);
      if (stats !== undefined && now() - stats.mtimeMs > abandonedAfter) await remove(join(folder, name));
    }
  };
  const remove = (path: string) => fs.rm(path, { force: true });

  return {
    folder,
    async get(key) {
      if (!isKey(key) || !isPrivate(await fs.lstat(folder))) return undefined;
      const file = await fs.open(pathOf(key), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const stats = await file.stat();
        if (!stats.isFile() || !isPrivate(stats) || stats.size > largestEntry) return undefined;
        const entry = await file.readFile();
        await fs.utimes(pathOf(key), now() / 1000, now() / 1000).catch(() => undefined);
        return entry;
      } finally {
        await file.close();
      }
    },
    async put(key, entry) {
      if (!isKey(key) || entry.length > Math.min(maxBytes, largestEntry)) return;
      await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      if (!isPrivate(await fs.lstat(folder))) return;
      const temporary = join(folder, `${key}.${randomUUID()}.tmp`);
      try {
        await fs.writeFile(temporary, entry, { flag: 'wx', mode: 0o600 });
        await fs.utimes(temporary, now() / 1000, now() / 1000);
        await fs.rename(temporary, pathOf(key));
      } catch (error) {
        await remove(temporary);
        throw error;
      }
      const models = (await modelsNow()).sort((a, b) => a.used - b.used);
      let bytes = models.reduce((sum, { size }) => sum + size, 0);
      for (const { path, size } of models) {
        if (bytes <= maxBytes) break;
        await remove(path);
        bytes -= size;
      }
      await removeAbandoned();
    },
    contents: async () => sumOf(await modelsNow()),
    async clear() {
      const models = await modelsNow();
      for (const { path } of models) await remove(path);
      return sumOf(models);
    },
  };
}

const isModelFile = (name: string) => name.endsWith(suffix) && isKey(name.slice(0, -suffix.length));
const isTemporary = (name: string) => isKey(name.slice(0, 64)) && name.endsWith('.tmp');

const sumOf = (models: readonly { readonly size: number }[]): FolderContents => ({
  models: models.length,
  bytes: models.reduce((sum, { size }) => sum + size, 0),
});

/** Whether a file or folder belongs to this user and nobody else may write to it; on Windows its folder decides. */
function isPrivate({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}
