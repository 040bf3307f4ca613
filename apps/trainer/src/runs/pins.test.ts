import { appendFile, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn, type Outcome } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';
import { changeOf, pin } from './pins.ts';

const lastLine = ({ stderr }: Outcome): string => stderr.trimEnd().split('\n').at(-1) ?? '';

describe('a pin', () => {
  it('tells what changed in a file or folder, whatever the order of its files', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'data/sub'), { recursive: true });
    await writeFile(join(cwd, 'data/b'), 'b');
    await writeFile(join(cwd, 'data/sub/a'), 'a');
    const was = await pin('data', { cwd });
    expect(Object.keys(was.files)).toEqual(['b', 'sub/a']);
    expect(await changeOf(was, { cwd })).toBeUndefined();
    await writeFile(join(cwd, 'data/sub/a'), 'c');
    expect(await changeOf(was, { cwd })).toMatch(
      /^data: sub\/a holds other bytes \(SHA-256 [0-9a-f]{12}…, was/,
    );
    await writeFile(join(cwd, 'data/sub/a'), 'longer');
    expect(await changeOf(was, { cwd })).toBe('data: sub/a has 6 bytes and had 1');
    await writeFile(join(cwd, 'data/sub/a'), 'a');
    await writeFile(join(cwd, 'data/c'), '');
    expect(await changeOf(was, { cwd })).toBe('data: c was not there');
    await rm(join(cwd, 'data/c'));
    await rm(join(cwd, 'data/b'));
    expect(await changeOf(was, { cwd })).toBe('data: b is not there any more');
    const one = await pin('data/sub/a', { cwd });
    expect(one.files).toEqual({ '.': expect.objectContaining({ bytes: 1 }) });
  });
});

describe('a run that goes on', () => {
  const resume = ['train', '--resume', '--no-report', '--no-export', '--out', 'x'];

  it('refuses other data and another configuration unless they are accepted, and notes that', async () => {
    const cwd = await temporaryFolder();
    for (const [seed, out] of [
      ['1', 'data'],
      ['2', 'other'],
    ]) {
      await hgn(['simulate', 'mass-spring', '-n', '7', '-f', '70', '--seed', seed, '--out', out], { cwd });
    }
    await hgn(
      ['train', ...tiny, '--data', 'data', '--steps', '2', '--no-report', '--no-export', '--out', 'x'],
      { cwd },
    );
    await rename(join(cwd, 'data'), join(cwd, 'former'));
    await cp(join(cwd, 'other'), join(cwd, 'data'), { recursive: true });
    const refused = await hgn([...resume, '--steps', '4'], { cwd });
    expect(refused.code).toBe(1);
    expect(lastLine(refused)).toMatch(
      /^hgn train: x: was started with other data: data: data\.npz holds other bytes .*; put the former data back, go on with these by --accept-changed-data, or start another run$/,
    );
    const accepted = await hgn([...resume, '--steps', '4', '--accept-changed-data'], { cwd });
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toMatch(/^x: going on though data: data\.npz holds other bytes/m);
    const record = JSON.parse(await readFile(join(cwd, 'x/run.json'), 'utf8'));
    expect(record.acceptedChanges).toEqual([{ step: 2, what: expect.stringMatching(/data\.npz/) }]);
    expect((await hgn([...resume, '--steps', '6'], { cwd })).code).toBe(0);
    await appendFile(join(cwd, 'x/config.yaml'), '# mine\n');
    const edited = await hgn([...resume, '--steps', '8'], { cwd });
    expect(lastLine(edited)).toMatch(/config\.yaml is not as hgn wrote it/);
  });

  it('refuses other samples for a flow', async () => {
    const cwd = await temporaryFolder();
    const rows = (shift: number): string =>
      Array.from({ length: 40 }, (_, i) => `${i + shift}.5,${(i * 7) % 11}\n`).join('');
    await writeFile(join(cwd, 'a.csv'), rows(0));
    const stop = new AbortController();
    const train = [
      'flow',
      'train',
      'a.csv',
      '--kind',
      'realnvp',
      '--hidden',
      '4',
      '--layers',
      '2',
      '--steps',
      '100',
      '--out',
      'f',
    ];
    const stopped = await hgn(train, { cwd, signal: stop.signal, stderr: { write: () => stop.abort() } });
    expect(stopped.code).toBe(130);
    await writeFile(join(cwd, 'a.csv'), rows(1));
    const again = ['flow', 'train', '--resume', '--out', 'f', '--no-picture'];
    const refused = await hgn(again, { cwd });
    expect(refused.code).toBe(1);
    expect(lastLine(refused)).toMatch(
      /^hgn flow train: f: was started with other data: a\.csv (holds other bytes|has \d+ bytes and had)/,
    );
    expect((await hgn([...again, '--accept-changed-data'], { cwd })).code).toBe(0);
    const record = JSON.parse(await readFile(join(cwd, 'f/flow.json'), 'utf8'));
    expect(record.acceptedChanges).toHaveLength(1);
  });
});

describe('a symbolic link as --out', () => {
  it('is followed by train, simulate and export', async () => {
    const cwd = await temporaryFolder();
    for (const name of ['run', 'data', 'onnx']) {
      await mkdir(join(cwd, 'disk', name), { recursive: true });
      await symlink(join('disk', name), join(cwd, name));
    }
    for (const args of [
      ['train', ...tiny, '--steps', '1', '--no-report', '--no-export', '--out', 'run'],
      ['simulate', 'mass-spring', '-n', '1', '-f', '2', '--out', 'data'],
      ['simulate', 'mass-spring', '-n', '1', '-f', '2', '--out', 'data', '--force'],
      ['export', 'run', '--out', 'onnx'],
      ['export', 'run', '--out', 'onnx', '--force'],
    ]) {
      expect(await hgn(args, { cwd })).toMatchObject({ code: 0 });
    }
    for (const [name, file] of [
      ['run', 'run.json'],
      ['data', 'manifest.json'],
      ['onnx', 'model.json'],
    ]) {
      expect((await lstat(join(cwd, name))).isSymbolicLink()).toBe(true);
      expect(await readdir(join(cwd, 'disk', name))).toContain(file);
    }
    expect((await readdir(join(cwd, 'disk'))).sort()).toEqual(['data', 'onnx', 'run']);
  });
});

describe('what a killed command left', () => {
  it('never locks a folder, is removed by the next one, and comes back where it was the only copy', async () => {
    const cwd = await temporaryFolder();
    const train = ['train', ...tiny, '--steps', '1', '--no-report', '--no-export', '--out', 'x'];
    await hgn(train, { cwd });
    await hgn(['simulate', 'mass-spring', '-n', '1', '-f', '2', '--out', 'data'], { cwd });
    for (const name of ['x/run.json.partial-1', 'x/config.yaml.partial-7', 'x/checkpoints/last.partial']) {
      await writeFile(join(cwd, name), '{');
    }
    await mkdir(join(cwd, 'x/.export.partial-12'));
    await mkdir(join(cwd, '.x.partial-12'));
    await mkdir(join(cwd, '.data.partial-0a1b2c3d'));
    expect(
      (await hgn(['train', '--resume', '--steps', '2', '--no-report', '--no-export', '--out', 'x'], { cwd }))
        .code,
    ).toBe(0);
    expect((await hgn(['export', 'x'], { cwd })).code).toBe(0);
    expect((await readdir(join(cwd, 'x'))).filter((name) => name.includes('partial'))).toEqual([]);
    expect(
      (await hgn(['simulate', 'mass-spring', '-n', '1', '-f', '2', '--out', 'data', '--force'], { cwd }))
        .code,
    ).toBe(0);
    expect((await readdir(cwd)).sort()).toEqual(['data', 'x']);

    // A kill between the two renames that replace a folder.
    await rename(join(cwd, 'x'), join(cwd, '.x.replaced-12'));
    await mkdir(join(cwd, '.data.old-0a1b2c3d'));
    await rename(join(cwd, 'data'), join(cwd, '.data.old-0a1b2c3d', 'data'));
    expect(
      (await hgn(['train', '--resume', '--steps', '3', '--no-report', '--no-export', '--out', 'x'], { cwd }))
        .code,
    ).toBe(0);
    const there = await hgn(['simulate', 'mass-spring', '--out', 'data'], { cwd });
    expect(lastLine(there)).toMatch(/data: holds a data set already/);
    expect((await readdir(cwd)).sort()).toEqual(['data', 'x']);

    await writeFile(join(cwd, 'x/notes.partial'), 'of somebody');
    expect(lastLine(await hgn([...train, '--force'], { cwd }))).toMatch(/holds files that no run made/);

    await mkdir(join(cwd, 'f'));
    await writeFile(join(cwd, 'f/flow.json.partial-1'), '{');
    const flow = [
      'flow',
      'train',
      'twoMoons',
      '--samples',
      '64',
      '--kind',
      'realnvp',
      '--hidden',
      '4',
      '--layers',
      '2',
    ];
    expect((await hgn([...flow, '--steps', '2', '--no-picture', '--out', 'f'], { cwd })).code).toBe(0);
    expect(await readdir(join(cwd, 'f'))).not.toContain('flow.json.partial-1');
  });
});
