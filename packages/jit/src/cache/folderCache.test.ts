import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderCache } from './folderCache.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hgn-cache-'));
  folder = join(parent, 'models');
});
afterEach(() => rmSync(parent, { recursive: true }));

const keyOf = (digit: string) => digit.repeat(64);
const fileOf = (digit: string) => join(folder, `${keyOf(digit)}.model`);
const bytes = (length: number) => new Uint8Array(length).fill(7);
const onPosix = process.platform !== 'win32';

/** What the cache gives; undefined where it throws, as its reader takes it. */
const read = async (digit: string) =>
  Promise.resolve(folderCache(folder).get(keyOf(digit))).catch(() => undefined);

describe('a folder of models', () => {
  test('gives what was put, and makes nothing before', async () => {
    const cache = folderCache(folder);
    expect(await cache.contents()).toEqual({ models: 0, bytes: 0 });
    expect(await read('a')).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    await cache.put(keyOf('a'), bytes(10));
    expect(Array.from((await read('a')) ?? [])).toEqual(Array.from(bytes(10)));
    expect(await cache.contents()).toEqual({ models: 1, bytes: 10 });
    expect(await cache.clear()).toEqual({ models: 1, bytes: 10 });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.runIf(onPosix)('is closed to others', async () => {
    await folderCache(folder).put(keyOf('a'), bytes(10));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(fileOf('a')).mode & 0o777).toBe(0o600);
  });

  test.runIf(onPosix)('gives no file that others may write to, no link, and no folder', async () => {
    await folderCache(folder).put(keyOf('a'), bytes(10));
    chmodSync(fileOf('a'), 0o666);
    expect(await read('a')).toBeUndefined();
    chmodSync(fileOf('a'), 0o600);
    expect(await read('a')).toBeDefined();
    renameSync(fileOf('a'), join(parent, 'elsewhere'));
    symlinkSync(join(parent, 'elsewhere'), fileOf('a'));
    expect(await read('a')).toBeUndefined();
    mkdirSync(fileOf('b'));
    expect(await read('b')).toBeUndefined();
  });

  test.runIf(onPosix)('neither reads nor writes in a folder that others may write to', async () => {
    await folderCache(folder).put(keyOf('a'), bytes(10));
    chmodSync(folder, 0o777);
    expect(await read('a')).toBeUndefined();
    await folderCache(folder).put(keyOf('b'), bytes(10));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('takes no key that is a path', async () => {
    const cache = folderCache(folder);
    await cache.put('../stolen', bytes(10));
    expect(readdirSync(parent)).toEqual([]);
    await cache.put(keyOf('a'), bytes(10));
    writeFileSync(join(parent, 'x.model'), bytes(3));
    expect(await cache.get('../x')).toBeUndefined();
  });

  test('drops what was not used for longest once it is too large', async () => {
    let now = 1_000_000;
    const cache = folderCache(folder, { maxBytes: 25, now: () => (now += 1000) });
    await cache.put(keyOf('a'), bytes(10));
    await cache.put(keyOf('b'), bytes(10));
    await cache.get(keyOf('a'));
    await cache.put(keyOf('c'), bytes(10));
    expect(readdirSync(folder).map((name) => name[0]).sort()).toEqual(['a', 'c']); // oxfmt-ignore
    await cache.put(keyOf('d'), bytes(26));
    expect(await cache.contents()).toEqual({ models: 2, bytes: 20 });
  });

  test('removes what a process that died has left, and nothing else', async () => {
    const cache = folderCache(folder);
    await cache.put(keyOf('a'), bytes(10));
    const [old, fresh, foreign] = [`${keyOf('b')}.1.tmp`, `${keyOf('b')}.2.tmp`, 'notes.tmp'];
    for (const name of [old, fresh, foreign]) writeFileSync(join(folder, name), '');
    for (const name of [old, foreign]) utimesSync(join(folder, name), 1000, 1000);
    await cache.put(keyOf('c'), bytes(10));
    expect(existsSync(join(folder, old))).toBe(false);
    expect(existsSync(join(folder, fresh))).toBe(true);
    expect(existsSync(join(folder, foreign))).toBe(true);
    await cache.clear();
    expect(existsSync(join(folder, foreign))).toBe(true);
  });

  test('refuses a size that is none', () => {
    expect(() => folderCache(folder, { maxBytes: NaN })).toThrow('maxBytes must be a number of at least 0');
  });
});
