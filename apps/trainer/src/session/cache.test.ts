import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';
import { compiledModels } from './cache.ts';

const folderOf = (env: Readonly<Record<string, string>>, platform: NodeJS.Platform) =>
  compiledModels({ cwd: '/project', env }, platform)?.folder;

describe('the folder of compiled models', () => {
  it.runIf(process.platform !== 'win32')(
    'is where the platform keeps caches, or where HGN_CACHE says',
    () => {
      expect(folderOf({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.cache/hgn/compiled');
      expect(folderOf({ HOME: '/home/a', XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/hgn/compiled');
      expect(folderOf({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Caches/hgn/compiled');
      expect(folderOf({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/hgn/cache/compiled');
      expect(folderOf({ HGN_CACHE: 'mine', HOME: '/home/a' }, 'linux')).toBe('/project/mine/compiled');
      expect(folderOf({ HGN_CACHE: 'off', HOME: '/home/a' }, 'linux')).toBeUndefined();
      expect(folderOf({}, 'linux')).toBeUndefined();
    },
  );
});

describe('hgn train with a cache', () => {
  const small = ['--preset', 'quickstart', ...tiny, '--steps', '20'];
  const lossesOf = (cwd: string) =>
    readFileSync(join(cwd, 'run/metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { readonly loss?: number }).loss ?? []);
  const train = async (cwd: string, cache: string, how: string, signal?: AbortSignal) => {
    const args = ['train', ...(how === '--resume' ? [] : small), '--no-report', '--engine', 'onnx-cpu', '--out', 'run', how]; // oxfmt-ignore
    const { code, stderr } = await hgn(args, { cwd, env: { HGN_CACHE: cache }, ...(signal && { signal }) });
    expect([code, stderr]).toEqual([signal === undefined ? 0 : 130, expect.any(String)]);
    return lossesOf(cwd);
  };
  /** Stops once the file of losses has some. */
  const afterSomeSteps = (cwd: string): AbortSignal => {
    const stop = new AbortController();
    const look = setInterval(() => {
      const file = join(cwd, 'run/metrics.jsonl');
      if (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length < 8) return;
      stop.abort();
      clearInterval(look);
    }, 5);
    return stop.signal;
  };

  it('has the losses of a run without, to the bit, when it is filled, read, and when only the second half has it', async () => {
    const cwd = await temporaryFolder();
    const plain = await train(cwd, 'off', '--force');
    expect(plain).toHaveLength(20);
    expect(existsSync(join(cwd, 'cache'))).toBe(false);
    expect(await train(cwd, 'cache', '--force')).toEqual(plain);
    const models = readdirSync(join(cwd, 'cache/compiled'));
    expect(models.length).toBeGreaterThan(0);
    expect(await train(cwd, 'cache', '--force')).toEqual(plain);
    expect(readdirSync(join(cwd, 'cache/compiled'))).toEqual(models);
    const other = await temporaryFolder();
    const part = await train(other, 'off', '--force', afterSomeSteps(other));
    expect(part.length).toBeLessThan(20);
    expect(part).toEqual(plain.slice(0, part.length));
    expect(await train(other, join(cwd, 'cache'), '--resume')).toEqual(plain);
  });
});
