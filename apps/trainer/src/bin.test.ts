import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spawnHgn, spawnInShell, until } from '../test/child.ts';
import { temporaryFolder } from '../test/folder.ts';
import { hgn } from '../test/io.ts';
import { tiny } from '../test/tiny.ts';

const long = [
  'train',
  ...tiny,
  '--no-report',
  '--set',
  'training.logEvery=1',
  '--set',
  'training.checkpointEvery=10',
];

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the hgn process', () => {
  it('ends with the exit code of its command', async () => {
    const cwd = await temporaryFolder();
    const version = spawnHgn(['--version'], cwd);
    expect(await version.ended).toEqual({ code: 0, signal: null });
    expect(version.written.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const wrong = spawnHgn(['simulate'], cwd);
    expect(await wrong.ended).toEqual({ code: 2, signal: null });
  });

  it('leaves a usable checkpoint when it is interrupted', async () => {
    const cwd = await temporaryFolder();
    const child = spawnHgn([...long, '--steps', '100000', '--out', 'x'], cwd);
    await until(() => exists(join(cwd, 'x/checkpoints/step-00000010.safetensors')));
    child.process.kill('SIGINT');
    expect(await child.ended).toEqual({ code: 130, signal: null });
    expect(child.written.stdout).toBe('');
    expect(child.written.stderr).toMatch(
      /stopped at step \d+ and saved; continue with: hgn train --resume --out x\n$/,
    );
    const step = Number(/stopped at step (\d+)/.exec(child.written.stderr)?.[1]);
    const judged = await hgn(['evaluate', 'x', '--json', '--details', '--no-report'], { cwd });
    expect(JSON.parse(judged.stdout).step).toBe(step);
  });

  it('gives the same bits after kill -9 and resume as without', async () => {
    const cwd = await temporaryFolder();
    const child = spawnHgn([...long, '--steps', '150', '--out', 'killed'], cwd);
    await until(() => exists(join(cwd, 'killed/checkpoints/step-00000010.safetensors')));
    child.process.kill('SIGKILL');
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
    const resumed = await hgn(['train', '--resume', '--no-report', '--out', 'killed'], { cwd });
    expect(resumed.stderr).toMatch(/killed: continuing at step \d+ of 150/);
    expect(resumed.code).toBe(0);
    expect((await hgn([...long, '--steps', '150', '--out', 'whole'], { cwd })).code).toBe(0);

    const last = (run: string): Promise<Buffer> =>
      readFile(join(cwd, run, 'checkpoints/step-00000150.safetensors'));
    expect((await last('killed')).equals(await last('whole'))).toBe(true);
    // All but the time that it took.
    const log = async (run: string): Promise<string> =>
      (await readFile(join(cwd, run, 'metrics.jsonl'), 'utf8')).replace(/,"seconds":.*/g, '');
    expect(await log('killed')).toBe(await log('whole'));
    expect(await log('whole')).toMatch(/^(\{"step":\d+,"loss":.*"learningRate":[^,]*\n){150}$/);
  });
});

describe('a system that allows few open files', () => {
  // The loader of the sources needs many more than the built command: it is the same line, a little later.
  it.each([40, 64, 100])('%i: is named in one line', async (limit) => {
    const line = `ulimit -n ${limit}; exec "$@"`;
    const child = spawnInShell(line, ['train', '--steps', '1', '--out', 'x'], await temporaryFolder());
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.written.stderr).toMatch(
      new RegExp(`^hgn( train)?: only ${limit} files may be open at a time here, .*: ulimit -n 4096\\n$`),
    );
  });
});

describe('a disk that takes no more', () => {
  it('leaves no half-written data set', async () => {
    const cwd = await temporaryFolder();
    const child = spawnHgn(['simulate', 'pendulum', '-n', '8', '-f', '30', '--out', 'data/x'], cwd, 100);
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.written.stdout).toBe('');
    expect(child.written.stderr.trimEnd().split('\n').at(-1)).toMatch(/^hgn simulate: .*data\/x.*EFBIG/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('leaves no half-made run folder', async () => {
    const cwd = await temporaryFolder();
    const child = spawnHgn([...long, '--steps', '5', '--out', 'runs/x'], cwd, 4);
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.written.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^hgn train: .*could not be written.*EFBIG/,
    );
    expect(await readdir(cwd)).toEqual([]);
  });

  it('leaves the checkpoints before it intact', async () => {
    const cwd = await temporaryFolder();
    await hgn([...long, '--steps', '5', '--out', 'x'], { cwd });
    const folder = join(cwd, 'x/checkpoints');
    const before = await readdir(folder);
    const child = spawnHgn(['train', '--resume', '--no-report', '--steps', '20', '--out', 'x'], cwd, 4);
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.written.stderr).toMatch(/hgn train: .*step-00000010\.safetensors could not be written/);
    expect(await readdir(folder)).toEqual(before);
    expect((await hgn(['train', '--resume', '--no-report', '--out', 'x'], { cwd })).code).toBe(0);
  });
});
