import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hgn } from '../../../test/io.ts';
import { tiny } from '../../../test/tiny.ts';

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
      'returnError',
    ]);
    expect(Object.keys(document.baselines)).toEqual(['lastFrame', 'meanFrame']);
    const { baselines, returnError, ...errors } = document;
    // A leapfrog goes back the way it came, to rounding.
    expect(returnError).toMatchObject({ steps: 100 });
    expect(Math.max(returnError.q, returnError.p)).toBeLessThan(1e-4);
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
    expect(code).toBe(2);
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
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/step-9\.safetensors/);
  });
});
