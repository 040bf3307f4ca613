import '@tensorflow/tfjs-backend-cpu';
import { ndarray, toTensors, type NdArray } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyPresets, tinyVector } from '../../test/tiny.ts';
import { createModel, type ModelParameters } from '../architecture/model.ts';
import { stackInputs } from '../evaluation/stackInputs.ts';
import { compileRollout } from '../evaluation/rollout.ts';
import { createTrainer } from '../training/trainingStep.ts';
import { pickFrames } from './frames.ts';
import { createGenerator } from './generator.ts';

beforeAll(() => tf.setBackend('cpu'));

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
};

describe.each(tinyPresets)('the generator of $name', (preset) => {
  const model = createModel(preset.model);
  const trainer = createTrainer(model, preset);
  const { parameters } = trainer.init(key(11), { background: [0.3] });
  const sequences = swingingSpot();
  const generator = createGenerator(model, trainer, parameters);
  afterAll(() => generator.dispose());
  const { inputFrames } = model.config;
  const inputs = Array.from({ length: inputFrames }, (_, k) => 2 + k);
  const random = (seed: number, shape: readonly number[]): NdArray => normal(key(seed), shape);
  const someStates = (...leading: number[]) => ({
    q: random(5, [...leading, ...model.stateShape]),
    p: random(6, [...leading, ...model.stateShape]),
  });

  it.each([0.2, -0.4])('rolls plain frames out as the model does folded ones, dt %d', async (dt) => {
    const frames = 20;
    const compiled = await compileRollout(model, trainer, { batchSize: 3, steps: frames - 1 });
    const expected = await compiled.run(parameters, stackInputs(model, sequences, [0, 3, 7], inputs), dt);
    await compiled.dispose();

    const { mean, logVariance, q, p } = await generator.encode(pickFrames(sequences, [0, 3, 7], inputs));
    expect(mean.shape).toEqual([3, ...model.latentShape]);
    expect(logVariance.shape).toEqual(mean.shape);
    const states = await generator.rollout({ q, p }, { dt, frames });
    expect(states.q.shape).toEqual([3, frames, ...model.stateShape]);
    const scale = Math.max(
      1,
      ...Array.from(expected.q.data, Math.abs),
      ...Array.from(expected.p.data, Math.abs),
    );
    expect(worst(states.q.data, expected.q.data)).toBeLessThan(1e-5 * scale);
    expect(worst(states.p.data, expected.p.data)).toBeLessThan(1e-5 * scale);

    const film = await generator.decode(states);
    const { height, width, channels } = model.config.image;
    expect(film.shape).toEqual([3, frames, height, width, channels]);
    const unfolded = unfold(expected.frames, model.config.blockSize);
    expect(worst(film.data, unfolded)).toBeLessThan(1e-5);

    const read = await generator.hamiltonian?.(states);
    expect(read?.H.shape).toEqual(expected.energy && [3, frames]);
    if (read && expected.energy) {
      const size = Math.max(1, ...Array.from(expected.energy.data, Math.abs));
      expect(worst(read.H.data, expected.energy.data)).toBeLessThan(1e-5 * size);
    }
  });

  it('infers the state at the mean of the posterior, and makes states of any z', async () => {
    const { mean, q, p } = await generator.encode(pickFrames(sequences, [1, 2], inputs));
    const again = await generator.state(mean);
    expect(worst(again.q.data, q.data)).toBeLessThan(1e-6);
    expect(worst(again.p.data, p.data)).toBeLessThan(1e-6);
    const z = random(3, [5, ...model.latentShape]);
    const tree = toTensors(trainer.unravelArrays(parameters)) as unknown as ModelParameters<tf.Tensor>;
    const expected = model.latentState(tree, tf.tensor(z.data, [...z.shape]));
    const made = await generator.state(z);
    expect(made.q.shape).toEqual([5, ...model.stateShape]);
    expect(worst(made.q.data, expected.q.dataSync())).toBeLessThan(1e-6);
    expect(worst(made.p.data, expected.p.dataSync())).toBeLessThan(1e-6);
  });

  it('gives every sample its own time step', async () => {
    const from = someStates(2);
    const both = await generator.rollout(from, { dt: [0.1, -0.3], frames: 3 });
    const alone = await generator.rollout(from, { dt: -0.3, frames: 3 });
    const half = both.q.data.length / 2;
    expect(worst(both.q.data.subarray(half), alone.q.data.subarray(half))).toBeLessThan(1e-6);
    expect(worst(both.q.data.subarray(0, half), alone.q.data.subarray(0, half))).toBeGreaterThan(1e-4);
  });

  if (model.hamiltonian === undefined) return;

  it('gives the slopes of H, by central differences', async () => {
    const { q, p } = someStates(4);
    const at = await generator.hamiltonian?.({ q, p });
    const HAt = async (half: 'q' | 'p', direction: NdArray, h: number): Promise<number> => {
      const moved = (x: NdArray) =>
        ndarray(
          Float32Array.from(x.data, (value, i) => value + h * direction.data[i]),
          x.shape,
        );
      const there = await generator.hamiltonian?.({ q, p, [half]: moved(half === 'q' ? q : p) });
      if (there === undefined) throw new Error('the generator has an energy');
      return (there.H.data as Float32Array).reduce((sum, value) => sum + value, 0);
    };
    for (const half of ['q', 'p'] as const) {
      const gradient = half === 'q' ? at?.dHdq : at?.dHdp;
      expect(gradient?.shape).toEqual(q.shape);
      const direction = random(17, q.shape);
      const h = 1e-2;
      const numeric = ((await HAt(half, direction, h)) - (await HAt(half, direction, -h))) / (2 * h);
      const analytic = Array.from(gradient?.data ?? []).reduce((sum, g, i) => sum + g * direction.data[i], 0);
      const size = Math.hypot(...(gradient?.data ?? [])) * Math.hypot(...direction.data);
      expect(Math.abs(numeric - analytic)).toBeLessThan(2e-3 * size + 1e-4);
    }
  });
});

describe('a generator', () => {
  const model = createModel(tinyVector.model);
  const trainer = createTrainer(model, tinyVector);
  const { parameters } = trainer.init(key(11));
  const states = (...leading: number[]) => ({
    q: normal(key(1), [...leading, ...model.stateShape]),
    p: normal(key(2), [...leading, ...model.stateShape]),
  });

  it('finds its way back: leapfrog is reversible', async () => {
    const generator = createGenerator(model, trainer, parameters);
    const from = states(3);
    const there = await generator.rollout(from, { dt: 0.1, frames: 41 });
    const size = 41 * 2;
    const lastOf = ({ data }: NdArray) =>
      ndarray(
        Float32Array.from({ length: 6 }, (_, i) => data[Math.floor(i / 2) * size + 80 + (i % 2)]),
        [3, 2],
      );
    const back = await generator.rollout(
      { q: lastOf(there.q), p: lastOf(there.p) },
      { dt: -0.1, frames: 41 },
    );
    expect(worst(lastOf(back.q).data, from.q.data)).toBeLessThan(1e-4);
    expect(worst(lastOf(back.p).data, from.p.data)).toBeLessThan(1e-4);
    expect(worst(lastOf(there.q).data, from.q.data)).toBeGreaterThan(1e-2);
    await generator.dispose();
  });

  it('treats many states as it treats each alone', async () => {
    const generator = createGenerator(model, trainer, parameters);
    const many = states(2, 75);
    const film = await generator.decode(many);
    const H = await generator.hamiltonian?.(many);
    const alone = { q: ndarray(many.q.data.slice(-2), [1, 2]), p: ndarray(many.p.data.slice(-2), [1, 2]) };
    expect(worst((await generator.decode(alone)).data, film.data.slice(-64))).toBeLessThan(1e-6);
    const own = await generator.hamiltonian?.(alone);
    expect(Math.abs((own?.H.data[0] ?? 0) - (H?.H.data.at(-1) ?? 1))).toBeLessThan(1e-6);
    await generator.dispose();
  });

  it('says which shape it needs', async () => {
    const generator = createGenerator(model, trainer, parameters);
    const zeros = (...shape: number[]) => ndarray(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
    expect(() => generator.encode(zeros(2, 3, 8, 8, 3))).toThrow(
      'encode: frames must be [batch, 3, 8, 8, 1], but got [2, 3, 8, 8, 3]',
    );
    expect(() => generator.state(zeros(4))).toThrow('state: z must be [batch, 4], but got [4]');
    const from = { q: zeros(2, 2), p: zeros(2, 2) };
    await expect(generator.rollout(from, { dt: 0.1, frames: 0 })).rejects.toThrow('at least 1, but got 0');
    await expect(generator.rollout(from, { dt: [1, 2, 3], frames: 2 })).rejects.toThrow('dt must be [2]');
    await expect(
      generator.rollout({ q: zeros(2, 3, 2), p: zeros(2, 3, 2) }, { dt: 0.1, frames: 2 }),
    ).rejects.toThrow('rollout: states must be [batch, 2], but got [2, 3, 2]');
    await expect(generator.decode({ q: zeros(2, 2), p: zeros(3, 2) })).rejects.toThrow('but p is [3, 2]');
    await generator.dispose();
    await expect(generator.decode(from)).rejects.toThrow('was disposed');
  });

  it.each(['auto', 'tfjs'] as const)('leaves no tensor behind with engine %s', async (engine) => {
    const mapModel = createModel(tinyMap.model);
    const mapTrainer = createTrainer(mapModel, tinyMap);
    const before = tf.memory().numTensors;
    const generator = createGenerator(mapModel, mapTrainer, mapTrainer.init(key(1)).parameters, { engine });
    const inferred = await generator.encode(pickFrames(swingingSpot(), [0], [0, 1, 2]));
    const later = await generator.rollout(inferred, { dt: 0.2, frames: 12 });
    await generator.decode(later);
    await generator.hamiltonian?.(later);
    await generator.state(inferred.mean);
    await generator.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Folded frames [..., rows, columns, block * block * channels] pixel by pixel, in a way of its own. */
function unfold({ data, shape }: NdArray, block: number): Float32Array {
  const [rows, columns, depth] = shape.slice(-3);
  const channels = depth / block ** 2;
  const size = rows * columns * depth;
  return Float32Array.from(data, (_, i) => {
    const frame = Math.floor(i / size);
    const c = i % channels;
    const x = Math.floor(i / channels) % (columns * block);
    const y = Math.floor(i / (channels * columns * block)) % (rows * block);
    const row = Math.floor(y / block);
    const column = Math.floor(x / block);
    const within = ((y % block) * block + (x % block)) * channels + c;
    return data[frame * size + (row * columns + column) * depth + within];
  });
}
