import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { assertUsable, createRunFolder, occupantOf } from './create.ts';

const fillWith = (text: string) => (paths: { config: string }) => writeFile(paths.config, text);

describe('createRunFolder', () => {
  it('makes the folder with everything in it', async () => {
    const root = await temporaryFolder();
    const paths = await createRunFolder(join(root, 'runs', 'a'), fillWith('seed: 1'));
    expect(await readFile(paths.config, 'utf8')).toBe('seed: 1');
    expect(await readdir(join(root, 'runs'))).toEqual(['a']);
  });

  it('leaves nothing behind when filling fails, not even folders made on the way', async () => {
    const root = await temporaryFolder();
    const failing = createRunFolder(join(root, 'runs', 'deep', 'a'), async (paths) => {
      await writeFile(paths.config, 'half');
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readdir(root)).toEqual([]);
  });

  it('replaces an older run only when the new one is complete', async () => {
    const root = await temporaryFolder();
    const folder = join(root, 'a');
    await createRunFolder(folder, fillWith('old'));
    const failing = createRunFolder(folder, () => Promise.reject(new Error('disk full')));
    await expect(failing).rejects.toThrow('disk full');
    expect(await readFile(join(folder, 'config.yaml'), 'utf8')).toBe('old');
    await createRunFolder(folder, fillWith('new'));
    expect(await readFile(join(folder, 'config.yaml'), 'utf8')).toBe('new');
    expect(await readdir(root)).toEqual(['a']);
  });
});

describe('a folder for a new run', () => {
  it('may be missing or empty', async () => {
    const root = await temporaryFolder();
    await assertUsable(join(root, 'missing'), 'missing', false);
    await mkdir(join(root, 'empty'));
    await assertUsable(join(root, 'empty'), 'empty', false);
    expect(await occupantOf(join(root, 'empty'))).toBe('nothing');
  });

  it('may hold a run only with --force', async () => {
    const root = await temporaryFolder();
    await createRunFolder(join(root, 'a'), fillWith('seed: 1'));
    await expect(assertUsable(join(root, 'a'), 'runs/a', false)).rejects.toThrow(
      'runs/a: holds a run already; continue it with --resume, replace it with --force, or choose another --out',
    );
    await assertUsable(join(root, 'a'), 'runs/a', true);
  });

  it('may never hold files of somebody else', async () => {
    const root = await temporaryFolder();
    await createRunFolder(join(root, 'a'), fillWith('seed: 1'));
    await writeFile(join(root, 'a', 'notes.txt'), 'mine');
    for (const force of [false, true]) {
      await expect(assertUsable(join(root, 'a'), 'runs/a', force)).rejects.toThrow(
        /holds files that no run made/,
      );
    }
  });
});
