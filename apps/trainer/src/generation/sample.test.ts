import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawStates, type StateDensity } from '@hgn/model';
import { key } from '@hgn/nn';
import { readNpz, type ReadArray } from '@hgn/testing';
import { loadCheckpoint, saveCheckpoint } from '@hgn/training/node';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapesOf, trainTiny } from '../../test/filmRuns.ts';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';
import { largestDifference, type SampleJudgement } from './judgeSamples.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  await trainTiny(cwd, 'run');
  await trainTiny(cwd, 'gru', 'gru-small');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const npz = async (name: string): Promise<Record<string, ReadArray>> =>
  readNpz(await readFile(join(cwd, name)));

/** Makes the last checkpoint of a run one from before densities were fitted. */
async function forgetDensity(run: string): Promise<void> {
  const folder = join(cwd, run, 'checkpoints');
  const { step, state, metadata } = await loadCheckpoint(folder);
  const { density, ...others } = metadata;
  expect(density).toBeDefined();
  await saveCheckpoint(folder, { step, state, metadata: others });
}

describe('hgn sample', () => {
  const sample = (...args: string[]) => hgn(['sample', 'run', '--frames', '5', ...args], { cwd });
  const prior = ['--from', 'prior'];

  it('judges samples beside true frames, the same way each time', async () => {
    const judged = async (name: string, ...args: string[]) => {
      const { code, stdout, stderr } = await sample('--judge', '12', '--out', name, '--seed', '3', ...args);
      expect(code, stderr).toBe(0);
      return stdout;
    };
    const { judgement } = JSON.parse(await judged('j1.npz', '--json')) as { judgement: SampleJudgement };
    const { frames, motion } = judgement;
    expect(judgement.count).toBe(12);
    expect(frames.unseen.frechet).toBeLessThan(frames.samples.frechet);
    expect(motion?.unseen.error).toBeLessThan(1e-6);
    expect(motion?.energyDistance).toBeGreaterThan(0);
    expect(motion?.energyDistance).toBeLessThanOrEqual(1);
    // A model of three steps paints nothing that any motion looks like.
    expect(motion?.samples.error).toBeGreaterThan(1e-4);
    expect(JSON.parse(await judged('j2.npz', '--json'))).toMatchObject({ judgement });
    const text = await judged('j3.npz');
    for (const row of ['samples', 'unseen true frames', 'mean and noise']) expect(text).toContain(row);
    expect((await hgn(['sample', 'run', '--judge', '1', '--out', 'x.npz'], { cwd })).stderr).toContain(
      '--judge',
    );
  });

  it('writes states drawn from the prior and their films', async () => {
    const { code, stdout } = await sample(
      ...prior,
      '--samples',
      '3',
      '--seed',
      '7',
      '--out',
      's.npz',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ file: 's.npz', samples: 3, frames: 5, until: 0.5, seed: 7, from: 'prior' },
    });
    const arrays = await npz('s.npz');
    expect(shapesOf(arrays)).toEqual({
      z: [3, 4],
      frames: [3, 5, 32, 32, 3],
      q: [3, 5, 2],
      p: [3, 5, 2],
      energy: [3, 5],
      dHdq: [3, 5, 2],
      dHdp: [3, 5, 2],
      times: [5],
    });
    // This model has no state transformer: the first state is z itself.
    const { z, q, p } = arrays;
    for (const i of [0, 1, 2]) {
      const state = [0, 1].map((k) => q.data[i * 10 + k]).concat([0, 1].map((k) => p.data[i * 10 + k]));
      expect(state).toEqual(Array.from(z.data).slice(4 * i, 4 * i + 4));
    }
  });

  it('draws the same for the same seed, and the same states into the past', async () => {
    await sample(...prior, '--seed', '7', '--out', 'seed-a.npz', '--samples', '3');
    await sample(
      ...prior,
      '--seed',
      '7',
      '--out',
      'seed-b.npz',
      '--samples',
      '3',
      '--backward',
      '--speed',
      '2',
    );
    await sample(...prior, '--seed', '8', '--out', 'seed-c.npz', '--samples', '3');
    const [first, back, other] = [await npz('seed-a.npz'), await npz('seed-b.npz'), await npz('seed-c.npz')];
    expect(first.z).toEqual((await npz('s.npz')).z);
    expect(back.z).toEqual(first.z);
    expect(Array.from(back.times.data)).toEqual([0, -0.25, -0.5, -0.75, -1]);
    expect(back.q.data[2]).not.toBe(first.q.data[2]);
    expect(other.z.data).not.toEqual(first.z.data);
  });

  it('draws states that the density of encoded ones holds, the same for the same seed, and their films', async () => {
    const { code, stdout, stderr } = await sample(
      '--samples',
      '40',
      '--seed',
      '7',
      '--out',
      'e.npz',
      '--json',
    );
    expect(code, stderr).toBe(0);
    // The training has fitted it.
    expect(stderr).not.toContain('density');
    expect(JSON.parse(stdout)).toMatchObject({ samples: 40, frames: 5, seed: 7, from: 'encoded' });
    const arrays = await npz('e.npz');
    expect(Object.keys(arrays)).toEqual(['frames', 'q', 'p', 'energy', 'dHdq', 'dHdp', 'times']);
    await sample('--samples', '40', '--seed', '7', '--out', 'e2.npz');
    expect((await npz('e2.npz')).q).toEqual(arrays.q);
    await sample('--samples', '40', '--seed', '8', '--out', 'e3.npz');
    expect((await npz('e3.npz')).q).not.toEqual(arrays.q);
    const { metadata } = await loadCheckpoint(join(cwd, 'run/checkpoints'));
    const density = JSON.parse(metadata.density) as StateDensity;
    const model = { stateShape: [2] };
    const { q } = drawStates(density, model, key(7), 40);
    for (let i = 0; i < 40; i++) {
      expect(arrays.q.data[i * 10]).toBe(q.data[i * 2]);
    }
  });

  it('fits the density where the checkpoint holds none, and draws the same from it', async () => {
    await cp(join(cwd, 'run'), join(cwd, 'older'), { recursive: true });
    await forgetDensity('older');
    const older = await hgn(['sample', 'older', '--frames', '5', '--seed', '7', '--out', 'o.npz'], { cwd });
    expect(older.code, older.stderr).toBe(0);
    expect(older.stderr).toContain('older: this checkpoint holds no density of encoded states');
    expect(older.stderr).toMatch(
      /density of 96 encoded states: \d+ normal distributions? in \d+ dimensions?/,
    );
    await sample('--seed', '7', '--out', 'of-run.npz');
    expect(await npz('o.npz')).toEqual(await npz('of-run.npz'));
  });

  it('says what to do where neither a density nor the data are there', async () => {
    const train = ['train', '--data', 'twelve', ...tiny, '--steps', '2', '--out', 'from-data', '--no-report'];
    await hgn(['simulate', 'mass-spring', '-n', '12', '-f', '20', '--out', 'twelve'], { cwd });
    const trained = await hgn(train, { cwd });
    expect(trained.code, trained.stderr).toBe(0);
    await rm(join(cwd, 'twelve'), { recursive: true });
    const kept = await hgn(['sample', 'from-data', '--frames', '5', '--out', 'kept.npz'], { cwd });
    expect(kept.code, kept.stderr).toBe(0);
    await forgetDensity('from-data');
    const gone = await hgn(['sample', 'from-data', '--frames', '5', '--out', 'gone.npz'], { cwd });
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('the data that it learnt from are gone');
    expect(gone.stderr).toContain('--from prior');
    const prior = ['--from', 'prior', '--out', 'prior.npz'];
    expect((await hgn(['sample', 'from-data', '--frames', '5', ...prior], { cwd })).code).toBe(0);
  });

  it('does without an energy where the model has none', async () => {
    const { code } = await hgn(['sample', 'gru', '--frames', '4', '--samples', '2', '--out', 'g.npz'], {
      cwd,
    });
    expect(code).toBe(0);
    expect(Object.keys(await npz('g.npz'))).toEqual(['frames', 'q', 'p', 'times']);
  });

  it('draws pictures', async () => {
    expect((await sample('--out', 's.png', '--samples', '2')).stdout).toBe(
      's.png: 2 samples of 5 frames, from time 0 to 0.5\n',
    );
    const { width, height } = decode(await readFile(join(cwd, 's.png')));
    expect([width, height]).toEqual([5 * 66 - 2, 2 * 66 - 2]);
    expect((await sample('--out', 's.gif', '--samples', '2')).code).toBe(0);
    expect((await readFile(join(cwd, 's.gif'))).toString('latin1', 0, 6)).toBe('GIF89a');
    expect((await sample('--out', 's.svg', '--samples', '2')).code).toBe(0);
    expect(await readFile(join(cwd, 's.svg'), 'utf8')).toContain('sample 2');
  });

  it('gives nearly the same on every engine', async () => {
    const on = async (engine: string) => {
      const { code } = await sample('--out', `${engine}.npz`, '--samples', '2', '--engine', engine);
      expect(code).toBe(0);
      return npz(`${engine}.npz`);
    };
    const native = await on('onnx-cpu');
    for (const engine of ['onnx-wasm', 'tfjs']) {
      const other = await on(engine);
      for (const name of ['q', 'energy', 'dHdq']) {
        const expected = Array.from(native[name].data);
        expected.forEach((value, i) => expect(other[name].data[i]).toBeCloseTo(value, 4));
      }
    }
  });
});

describe('largestDifference', () => {
  it('is 0 for the same values in any order, 1 for none in common, and between them what it is on paper', () => {
    expect(largestDifference([3, 1, 2], [1, 2, 3])).toBe(0);
    expect(largestDifference([1, 2], [3, 4, 5])).toBe(1);
    // Below 2 lie three quarters of the one and a half of the other.
    expect(largestDifference([1, 2, 2, 5], [2, 3, 1, 6])).toBe(0.25);
  });
});
