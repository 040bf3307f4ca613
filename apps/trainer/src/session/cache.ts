import { join, resolve } from 'node:path';
import { folderCache, type FolderCache } from '@hgn/jit';
import type { Io } from '../io.ts';

/**
 * Where compiled models are kept between runs: in the folder that HGN_CACHE names, else in the platform's folder for
 * caches; undefined where HGN_CACHE is `off`, or nothing says where a user's files are.
 */
export function compiledModels(
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  platform: NodeJS.Platform = process.platform,
): FolderCache | undefined {
  const named = env.HGN_CACHE ?? '';
  if (named === 'off') return undefined;
  const folder = named === '' ? platformFolder(env, platform) : resolve(cwd, named);
  return folder === undefined ? undefined : folderCache(join(folder, 'compiled'));
}

function platformFolder(env: Io['env'], platform: NodeJS.Platform): string | undefined {
  const below = (home: string | undefined, ...names: readonly string[]) =>
    home === undefined || home === '' ? undefined : join(home, ...names);
  if (platform === 'win32') return below(env.LOCALAPPDATA, 'hgn', 'cache');
  if (platform === 'darwin') return below(env.HOME, 'Library', 'Caches', 'hgn');
  return below(env.XDG_CACHE_HOME, 'hgn') ?? below(env.HOME, '.cache', 'hgn');
}
