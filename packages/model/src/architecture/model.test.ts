import '@tensorflow/tfjs-backend-cpu';
import { toTensors } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyMap, tinyVector } from '../../test/tiny.ts';
import { createModel, type DynamicsModel, type ModelParameters } from './model.ts';
import { network } from './network.ts';

beforeAll(() => tf.setBackend('cpu'));

const parametersOf = (model: DynamicsModel, seed = 1) =>
  toTensors(model.init(key(seed))) as unknown as ModelParameters<tf.Tensor>;
const random = (seed: number, shape: readonly number[]) =>
  tf.tensor(normal(key(seed), shape).data, [...shape]);
const distance = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

describe.each([tinyVector, tinyMap])('createModel of $name', (preset) => {
  const model = createModel(preset.model);

  it('rolls back along the way it came', () => {
    const parameters = parametersOf(model);
    const start = { q: random(2, [2, ...model.stateShape]), p: random(3, [2, ...model.stateShape]) };
    const there = model.rollout(parameters, start, { dt: 0.1, steps: 10 });
    const back = model.rollout(parameters, there[10], { dt: -0.1, steps: 10 });
    expect(there).toHaveLength(11);
    expect(distance(there[10].q, start.q)).toBeGreaterThan(1e-2);
    expect(distance(back[10].q, start.q)).toBeLessThan(1e-5);
    expect(distance(back[10].p, start.p)).toBeLessThan(1e-5);
  });

  it('conserves its energy to second order in dt', () => {
    const parameters = parametersOf(model);
    const start = { q: random(2, [2, ...model.stateShape]), p: random(3, [2, ...model.stateShape]) };
    const energyError = (dt: number) => {
      const states = model.rollout(parameters, start, { dt, steps: Math.round(1.6 / dt) });
      const energies = states.map((state) =>
        (model.hamiltonian?.(parameters, state) ?? tf.tensor1d([])).dataSync(),
      );
      return Math.max(...energies.map((h) => Math.abs(h[0] - energies[0][0])));
    };
    const coarse = energyError(0.4);
    const fine = energyError(0.1);
    expect(coarse / fine).toBeGreaterThan(8);
    expect(coarse / fine).toBeLessThan(32);
  });

  it('gives every sample its own time step', () => {
    const parameters = parametersOf(model);
    const start = { q: random(2, [2, ...model.stateShape]), p: random(3, [2, ...model.stateShape]) };
    const mixed = model.rollout(parameters, start, { dt: tf.tensor1d([0.1, -0.2]), steps: 3 })[3].q;
    const first = model.rollout(parameters, start, { dt: 0.1, steps: 3 })[3].q;
    const second = model.rollout(parameters, start, { dt: -0.2, steps: 3 })[3].q;
    const row = (x: tf.Tensor, b: number) => tf.gather(x, [b]);
    expect(distance(row(mixed, 0), row(first, 0))).toBeLessThan(1e-6);
    expect(distance(row(mixed, 1), row(second, 1))).toBeLessThan(1e-6);
  });

  it('decodes frames in (0, 1) of the folded shape and paints the background at first', () => {
    const painted = toTensors(
      model.init(key(1), { background: [0.3] }),
    ) as unknown as ModelParameters<tf.Tensor>;
    const frames = model.decode(painted, tf.mul(0, random(2, [2, ...model.stateShape])));
    expect(frames.shape).toEqual([2, ...model.frameShape]);
    if (preset === tinyVector) expect(frames.dataSync()[0]).toBeCloseTo(0.3, 5);
  });
});

describe('createModel', () => {
  it('says when the decoder does not end in frames', () => {
    const model = { ...tinyVector.model, decoder: tinyVector.model.decoder.slice(0, 3) };
    expect(() => createModel(model)).toThrow(/the decoder must end in shape \[4, 4, 4\]/);
  });

  it('says when the state cannot be halved', () => {
    const model = { ...tinyVector.model, posterior: { ...tinyVector.model.posterior, size: 5 } };
    expect(() => createModel(model)).toThrow(/must be even, but got shape \[5\]/);
  });

  it('says when dense heads meet a map', () => {
    const model = { ...tinyVector.model, encoder: tinyVector.model.encoder.slice(0, 1) };
    expect(() => createModel(model)).toThrow(/dense posterior heads need a vector/);
  });
});

describe('createModel with an encoder of single frames', () => {
  const layers = [
    { type: 'conv', filters: 4, kernel: 3, stride: 2 },
    { type: 'flatten' },
    { type: 'dense', units: 3 },
  ] as const;
  const encoding = (frames: number) =>
    createModel({ ...tinyVector.model, encoder: [{ type: 'eachFrame', frames, layers }] });

  it('sees the frames one by one and in their order', () => {
    const { inputFrames } = tinyVector.model;
    const model = encoding(inputFrames);
    const parameters = parametersOf(model);
    const inputs = random(2, [2, ...model.inputShape]);
    const frames = tf.split(inputs, inputFrames, 3);
    const mean = (stack: tf.Tensor[]) => model.encode(parameters, tf.concat(stack, 3)).mean;
    expect(distance(mean(frames), mean([...frames].reverse()))).toBeGreaterThan(1e-3);
    expect(distance(mean(frames), model.encode(parameters, inputs).mean)).toBe(0);
  });

  it('reads places off a map, from the left, top (-1) to the right, bottom (1)', () => {
    const layer = network([{ type: 'spatialSoftmax' }], [5, 3, 1]);
    const bright = tf.buffer([1, 5, 3, 1]);
    bright.set(50, 0, 1, 2, 0);
    const [column, row] = Array.from(
      layer.apply(toTensors(layer.init(key(0))), bright.toTensor()).dataSync(),
    );
    expect(column).toBeCloseTo(1, 6);
    expect(row).toBeCloseTo(-0.5, 6);
    expect(() => network([{ type: 'spatialSoftmax' }], [15])).toThrow(
      'network: a spatialSoftmax layer needs [height, width, channels], but got shape [15]; reshape first',
    );
  });

  it('says when the frames do not divide the channels', () => {
    expect(() => encoding(7)).toThrow(
      /^network: eachFrame needs a multiple of 7 channels, but got \d+; set its frames to the model's inputFrames$/,
    );
  });
});

describe('createModel with centred inputs', () => {
  const { image } = tinyVector.model;
  const background = Array.from({ length: image.channels }, (_, c) => 0.2 + 0.3 * c);
  const plain = createModel(tinyVector.model);
  const centred = createModel({ ...tinyVector.model, centred: true });
  const parameters = toTensors(centred.init(key(1), { background })) as unknown as ModelParameters<tf.Tensor>;
  const empty = tf.tile(tf.tensor(background), [centred.inputShape[2] / image.channels]);
  const empties = tf.broadcastTo(empty, [2, ...centred.inputShape]);

  it('sees nothing where there is background, as an encoder that is given zeros', () => {
    const nothing = plain.encode(parameters, tf.zeros([2, ...plain.inputShape])).mean;
    expect(distance(centred.encode(parameters, empties).mean, nothing)).toBeLessThan(1e-6);
    expect(distance(plain.encode(parameters, empties).mean, nothing)).toBeGreaterThan(1e-3);
  });

  it('leaves the colours of the background to the decoder to learn', () => {
    const inputs = random(5, [2, ...centred.inputShape]);
    const slope = tf.grad((pixelBias: tf.Tensor) =>
      tf.sum(tf.add(centred.encode({ ...parameters, pixelBias }, inputs).mean, tf.mul(0, tf.sum(pixelBias)))),
    )(parameters.pixelBias);
    expect(tf.max(tf.abs(slope)).dataSync()[0]).toBe(0);
  });
});
