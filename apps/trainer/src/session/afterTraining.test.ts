import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  const { code, stderr } = await hgn(['train', ...tiny, '--steps', '4', '--out', 'run', '--no-report'], {
    cwd,
  });
  expect(stderr).not.toContain('hgn train:');
  expect(code).toBe(0);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('hgn evaluate', () => {
  it('prints exactly the keys it promises with --json, and writes the report', async () => {
    const { code, stdout } = await hgn(['evaluate', 'run', '--json'], { cwd });
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual([
      'mse',
      'baselines',
      'backwardMse',
      'doubleSpeedMse',
      'halfSpeedMse',
      'energyDrift',
    ]);
    expect(Object.keys(document.baselines)).toEqual(['lastFrame', 'meanFrame']);
    const { baselines, ...errors } = document;
    for (const value of Object.values({ ...baselines, ...errors })) expect(value).toBeGreaterThan(0);
    expect(await readdir(join(cwd, 'run', 'figures'))).toEqual([
      'energy.svg',
      'errors.svg',
      'films.svg',
      'longErrors.svg',
      'loss.svg',
    ]);
    expect(await readFile(join(cwd, 'run', 'report.html'), 'utf8')).toContain('learnt from pixels');
    const { long, training } = JSON.parse(await readFile(join(cwd, 'run', 'evaluation.json'), 'utf8')) as {
      long: { horizon: number; forward: { validFrames: number }; clock: { judged: number } };
      training: null;
    };
    expect(long.horizon).toBe(120);
    expect(long.forward.validFrames).toBeGreaterThanOrEqual(0);
    expect(long.clock.judged).toBeGreaterThanOrEqual(0);
    expect(training).toBeNull();
  });

  it('gives the same numbers every time, and others on other trajectories', async () => {
    const evaluate = async (...args: string[]): Promise<string> =>
      (await hgn(['evaluate', 'run', '--json', '--no-report', ...args], { cwd })).stdout;
    const first = await evaluate();
    expect(await evaluate()).toBe(first);
    expect(await evaluate('--seed', '99')).not.toBe(first);
  });

  it('judges on a data set, every frame of every task with --details', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '3', '-f', '65', '--seed', '5', '--out', 'unseen'], { cwd });
    const { code, stdout } = await hgn(['evaluate', 'run', '--data', 'unseen', '--json', '--details'], {
      cwd,
    });
    expect(code).toBe(0);
    const { tasks, step } = JSON.parse(stdout);
    expect(step).toBe(4);
    expect(Object.keys(tasks)).toEqual(['forward', 'backward', 'doubleSpeed', 'halfSpeed']);
    expect(tasks.forward.perFrame).toHaveLength(30);
  });

  it('gives nearly the same numbers on every engine', async () => {
    const on = async (engine: string): Promise<{ mse: number; energyDrift: number }> => {
      const { code, stdout } = await hgn(['evaluate', 'run', '--json', '--engine', engine], { cwd });
      expect(code).toBe(0);
      return JSON.parse(stdout) as { mse: number; energyDrift: number };
    };
    const native = await on('onnx-cpu');
    for (const engine of ['onnx-wasm', 'tfjs']) {
      const other = await on(engine);
      expect(Math.abs(other.mse / native.mse - 1)).toBeLessThan(1e-4);
      expect(Math.abs(other.energyDrift / native.energyDrift - 1)).toBeLessThan(1e-2);
    }
  });

  it('names an engine in HGN_ENGINE that does not exist', async () => {
    const { code, stderr } = await hgn(['evaluate', 'run'], { cwd, env: { HGN_ENGINE: 'onnx-gpu' } });
    expect(code).toBe(1);
    expect(stderr).toBe('hgn evaluate: HGN_ENGINE: unknown engine "onnx-gpu"; did you mean onnx-cpu?\n');
  });

  it('prints a table without --json', async () => {
    const { stdout } = await hgn(['evaluate', 'run', '--no-report'], { cwd });
    expect(stdout).toMatch(/^backward in time /m);
    expect(stdout).toMatch(/The learnt energy drifts by \S+ % of its spread over trajectories\.\n$/);
  });

  it('takes an earlier checkpoint by its file, and names one that is missing', async () => {
    const early = await hgn(
      ['evaluate', 'run', '--json', '--details', '--checkpoint', 'run/checkpoints/step-00000002.safetensors'],
      { cwd },
    );
    expect(JSON.parse(early.stdout).step).toBe(2);
    const missing = await hgn(['evaluate', 'run', '--checkpoint', 'run/checkpoints/step-9.safetensors'], {
      cwd,
    });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/step-9\.safetensors/);
  });
});

describe('hgn rollout', () => {
  const rollout = (...args: string[]) => hgn(['rollout', 'run', '--frames', '7', ...args], { cwd });

  it('writes arrays that NumPy reads, with the truth beside them', async () => {
    const { code, stdout } = await rollout('--out', 'a.npz', '--trajectories', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'a.npz',
      trajectories: 2,
      frames: 7,
      until: 0.75,
      truth: true,
    });
    const arrays = unzipSync(await readFile(join(cwd, 'a.npz')));
    expect(Object.keys(arrays).sort()).toEqual([
      'energy.npy',
      'frames.npy',
      'p.npy',
      'q.npy',
      'times.npy',
      'truth.npy',
    ]);
    expect(new TextDecoder().decode(arrays['frames.npy'])).toContain("'shape': (2, 7, 32, 32, 3)");
  });

  it('runs into the past, and faster', async () => {
    const { stdout } = await rollout('--out', 'past.npz', '--backward', '--speed', '2');
    expect(stdout).toBe('past.npz: 4 rollouts of 7 frames, from time 0 to -1.5\n');
  });

  it('shows the same truth at every speed', async () => {
    const truthAt = async (name: string, ...args: string[]): Promise<Buffer> => {
      await rollout('--out', name, '--trajectories', '1', ...args);
      return Buffer.from(unzipSync(await readFile(join(cwd, name)))['truth.npy']);
    };
    const frame = (npy: Buffer, index: number): Buffer => {
      const size = 32 * 32 * 3;
      const start = npy.length - (7 - index) * size;
      return npy.subarray(start, start + size);
    };
    const normal = await truthAt('normal.npz');
    const double = await truthAt('double.npz', '--speed', '2');
    const half = await truthAt('half.npz', '--speed', '0.5');
    expect(frame(double, 2).equals(frame(normal, 4))).toBe(true);
    expect(frame(half, 6).equals(frame(normal, 3))).toBe(true);
    expect(frame(half, 1).equals(frame(normal, 1))).toBe(false);
  });

  it('does without the truth where it is not known', async () => {
    const { stdout } = await rollout('--out', 'odd.npz', '--speed', '0.317', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ truth: false });
  });

  it('draws pictures', async () => {
    expect((await rollout('--out', 'a.png', '--trajectories', '1')).code).toBe(0);
    const { width, height } = decode(await readFile(join(cwd, 'a.png')));
    expect([width, height]).toEqual([7 * 66 - 2, 2 * 66 - 2]);
    expect((await rollout('--out', 'a.svg')).code).toBe(0);
    expect(await readFile(join(cwd, 'a.svg'), 'utf8')).toMatch(/^<svg/);
    expect((await rollout('--out', 'a.gif', '--trajectories', '1')).code).toBe(0);
    expect((await readFile(join(cwd, 'a.gif'))).toString('latin1', 0, 6)).toBe('GIF89a');
  });

  it('starts from the frames of a data set', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '2', '-f', '8', '--out', 'short'], { cwd });
    const { code } = await rollout('--data', 'short', '--trajectories', '2', '--out', 'from-data.npz');
    expect(code).toBe(0);
    const few = await rollout('--data', 'short', '--trajectories', '3', '--out', 'more.npz');
    expect(few.code).toBe(1);
    expect(few.stderr).toMatch(/short: holds 2 trajectories of 8 frames, but 3 of at least 5 are needed/);
  });

  it('refuses frames at another distance in time than the model learnt', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '1', '-f', '8', '--dt', '0.1', '--out', 'finer'], { cwd });
    const { code, stderr } = await rollout('--data', 'finer', '--trajectories', '1', '--out', 'finer.npz');
    expect(code).toBe(1);
    expect(stderr).toMatch(/finer: frames are 0\.1 apart, but the model learnt from frames 0\.125 apart/);
  });

  it('refuses other endings and files that are there', async () => {
    const ending = await rollout('--out', 'a.mp4');
    expect(ending.code).toBe(2);
    expect(ending.stderr).toMatch(/--out must end in \.npz, \.png, \.svg, \.gif, but got "a\.mp4"/);
    await rollout('--out', 'taken.npz');
    const taken = await rollout('--out', 'taken.npz');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/taken\.npz: is there already; replace it with --force/);
    expect((await rollout('--out', 'taken.npz', '--force')).code).toBe(0);
  });
});
