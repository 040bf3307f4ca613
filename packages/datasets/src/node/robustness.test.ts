import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { convertDataset } from './convert/convertDataset.ts';
import { MissingDatasetError } from './errors.ts';
import { readDataset } from './folder/readDataset.ts';
import { verifyDataset } from './verifyDataset.ts';
import { generateDataset } from './folder/writeDataset.ts';

let root: string;
const children: ChildProcess[] = [];
const small = { seed: 7, trajectories: 40, frames: 10 };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hgn-robust-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

const entry = new URL('./index.ts', import.meta.url).href;

/** Arguments for Node to run a few lines that may use the package, from its sources. */
function nodeArguments(script: string): string[] {
  const program = `import * as datasets from ${JSON.stringify(entry)};\ntry { ${script} } catch (error) { console.log(error.name + ': ' + error.message); process.exitCode = 1; }`;
  return [
    '--conditions=@hgn/source',
    '--import',
    import.meta.resolve('tsx'),
    '--input-type=module',
    '-e',
    program,
  ];
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

async function run(command: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output: output.trim() };
}

/** Runs the lines where no file may grow over so many kilobytes: the system then fails the write, as with a full disk. */
function runLimited(kilobytes: number, script: string): Promise<Outcome> {
  // The signal that the system sends with the error would end the process at once.
  const shell = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$@"`;
  return run('bash', ['-c', shell, 'bash', process.execPath, ...nodeArguments(script)]);
}

describe('a disk that is full', () => {
  const formats = [
    ['npz', 'out/deep/data', ''],
    ['tfrecord', 'out/deep/suite', `, { format: 'tfrecord' }`],
    ['hdf5', 'out/deep/data.h5', ''],
  ] as const;

  test.each(formats)('%s: the error names the file, and nothing is left behind', async (_, to, options) => {
    await generateDataset(join(root, 'whole'), 'mass-spring', small);
    const target = join(root, to);
    const script = `await datasets.convertDataset(${JSON.stringify(join(root, 'whole'))}, ${JSON.stringify(target)}${options});`;
    const { code, output } = await runLimited(100, script);
    expect(output).toMatch(/^DatasetWriteError: /);
    expect(output).toContain(target);
    expect(code).toBe(1);
    expect(await readdir(root)).toEqual(['whole']);
  });

  test('generation on two threads: the same', async () => {
    const target = join(root, 'new', 'data');
    const options = JSON.stringify({ ...small, workers: 2 });
    const { output } = await runLimited(
      100,
      `await datasets.generateDataset(${JSON.stringify(target)}, 'mass-spring', ${options});`,
    );
    expect(output).toMatch(/^DatasetWriteError: .*EFBIG/);
    expect(await readdir(root)).toEqual([]);
  });

  const mountable = (() => {
    try {
      execFileSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/mnt'], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  })();
  if (!mountable)
    console.warn('SKIPPED: a really full disk needs Linux with unshare and mounts in user namespaces');

  test.skipIf(!mountable)('a file system of 1 MB: the same', async () => {
    const target = join(root, 'disk', 'data');
    const script = `
      const { readdirSync } = await import('node:fs');
      await datasets.generateDataset(${JSON.stringify(target)}, 'mass-spring', ${JSON.stringify(small)})
        .finally(() => console.log(JSON.stringify(readdirSync(${JSON.stringify(join(root, 'disk'))}))));`;
    await mkdir(join(root, 'disk'));
    const shell = `mount -t tmpfs -o size=1m none ${join(root, 'disk')} && exec "$@"`;
    const { output } = await run('unshare', [
      '-Urm',
      'bash',
      '-c',
      shell,
      'bash',
      process.execPath,
      ...nodeArguments(script),
    ]);
    expect(output).toMatch(/^\[\]\nDatasetWriteError: .*ENOSPC/);
  });
});

describe('a generation that is killed', () => {
  test('leaves no folder that looks complete, and can be repeated', async () => {
    const target = join(root, 'data');
    const options = JSON.stringify({ seed: 1, trajectories: 100_000, frames: 30 });
    const child = spawn(
      process.execPath,
      nodeArguments(`await datasets.generateDataset(${JSON.stringify(target)}, 'mass-spring', ${options});`),
    );
    children.push(child);
    const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
    const partial = async () => (await readdir(root)).find((name) => name.startsWith('.data.partial-'));
    const bytes = async (name: string) => {
      const file = await stat(join(root, name, 'data.npz')).catch(() => undefined);
      return file?.size ?? 0;
    };
    for (;;) {
      const name = await partial();
      if (name !== undefined && (await bytes(name)) > 1e6) break;
      await new Promise((resume) => setTimeout(resume, 10));
    }
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const left = await readdir(root);
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^\.data\.partial-/);
    await expect(verifyDataset(join(root, left[0]))).rejects.toThrow(MissingDatasetError);
    await expect(readDataset(join(root, left[0]))).rejects.toThrow(MissingDatasetError);
    await expect(readDataset(target)).rejects.toThrow(MissingDatasetError);
    await generateDataset(target, 'mass-spring', small);
    await verifyDataset(target);
  });
});

describe('a write that fails', () => {
  test('leaves no empty folder above it, and removes none that was there', async () => {
    await mkdir(join(root, 'there'));
    const never = { ...small, signal: AbortSignal.abort(new Error('stopped')) };
    await expect(generateDataset(join(root, 'there', 'a', 'b', 'data'), 'pendulum', never)).rejects.toThrow(
      'stopped',
    );
    expect(await readdir(join(root, 'there'))).toEqual([]);
  });

  test('while replacing leaves the old dataset as it was', async () => {
    const target = join(root, 'data');
    await generateDataset(target, 'pendulum', small);
    const before = await readFile(join(target, 'data.npz'));
    const never = { ...small, seed: 8, overwrite: true, signal: AbortSignal.abort(new Error('stopped')) };
    await expect(generateDataset(target, 'pendulum', never)).rejects.toThrow('stopped');
    expect((await readFile(join(target, 'data.npz'))).equals(before)).toBe(true);
    expect(await readdir(root)).toEqual(['data']);
    await generateDataset(target, 'pendulum', { ...small, seed: 8, overwrite: true });
    expect((await readFile(join(target, 'data.npz'))).equals(before)).toBe(false);
    expect(await readdir(root)).toEqual(['data']);
  });

  test('for files that replace files too', async () => {
    await generateDataset(join(root, 'data'), 'pendulum', small);
    await writeFile(join(root, 'x.h5'), 'mine');
    await convertDataset(join(root, 'data'), join(root, 'x.h5'), { overwrite: true });
    await writeFile(join(root, 'data', 'data.npz'), 'no longer an npz');
    await expect(convertDataset(join(root, 'data'), join(root, 'x.h5'), { overwrite: true })).rejects.toThrow(
      /data\.npz/,
    );
    await convertDataset(join(root, 'x.h5'), join(root, 'back'));
    expect((await readdir(root)).sort()).toEqual(['back', 'data', 'x.h5']);
  });

  test('where nothing may be written says so and why', async () => {
    const locked = join(root, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const asRoot = process.getuid?.() === 0;
    const writing = generateDataset(join(locked, 'data'), 'pendulum', small);
    // The superuser may write anywhere.
    if (asRoot) await writing;
    else await expect(writing).rejects.toThrow(/cannot write .*locked.*EACCES/);
    await chmod(locked, 0o700);
  });
});

test('others may read what they may read elsewhere', async () => {
  await generateDataset(join(root, 'data'), 'pendulum', small);
  await mkdir(join(root, 'plain'));
  const [ours, plain] = [await stat(join(root, 'data')), await stat(join(root, 'plain'))];
  expect(ours.mode).toBe(plain.mode);
});
