import '@tensorflow/tfjs-backend-cpu';
import { toTensors, valueAndGrad, type NdArray, type Tree } from '@hgn/autodiff';
import { integrate, methods, symplecticityDefect } from '@hgn/integrators';
import { countParameters, key, normal, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHnn } from './hnn.ts';
import { createPlainField } from './plainField.ts';
import type { StateLayerConfig, VectorFieldModel } from './vectorField.ts';

beforeAll(() => tf.setBackend('cpu'));

const layersOf = (
  name: 'tanh' | 'softplus' | 'swish' | 'sigmoid' | 'relu' | 'leakyRelu',
): StateLayerConfig[] => [
  { type: 'dense', units: 7 },
  { type: 'activation', name, slope: 0.3 },
  { type: 'dense', units: 5 },
  { type: 'activation', name, slope: 0.3 },
];
const coordinates = 2;
const draw = (seed: number, count: number) => Float64Array.from(normal(key(seed), [count]).data);
/** Parameters with biases that are not zero, so that none can be forgotten. */
function parametersOf(model: VectorFieldModel, seed = 1): Tree<NdArray> {
  const { vector, unravelArrays } = ravel(model.init(key(seed)));
  const shifts = normal(key(seed + 1), vector.shape).data;
  return unravelArrays({ ...vector, data: Float32Array.from(vector.data, (w, i) => w + 0.3 * shifts[i]) });
}

/** Central differences. */
function slopes(f: (x: Float64Array) => number, x: Float64Array, h = 1e-5): Float64Array {
  return x.map((_, i) => {
    const shifted = (sign: number) => x.map((v, k) => (k === i ? v + sign * h : v));
    return (f(shifted(1)) - f(shifted(-1))) / (2 * h);
  });
}

const models = [
  ...(['tanh', 'softplus', 'swish', 'sigmoid'] as const).flatMap((name) => [
    [`joint ${name}`, createHnn({ coordinates, layers: layersOf(name) })] as const,
    [`separable ${name}`, createHnn({ coordinates, layers: layersOf(name), separable: true })] as const,
    [`plain ${name}`, createPlainField({ coordinates, layers: layersOf(name) })] as const,
  ]),
  ['plain relu', createPlainField({ coordinates, layers: layersOf('relu') })] as const,
  ['plain leakyRelu', createPlainField({ coordinates, layers: layersOf('leakyRelu') })] as const,
];

describe.each(models)('the field of a %s network', (_name, model) => {
  const parameters = parametersOf(model);
  const q = draw(3, coordinates);
  const p = draw(4, coordinates);

  it('is the same in double precision as in TensorFlow.js', () => {
    const state = { q: tf.tensor2d([...q], [1, 2]), p: tf.tensor2d([...p], [1, 2]) };
    const { dqdt, dpdt } = model.derivatives(toTensors(parameters), state);
    const system = model.system(parameters);
    const out = new Float64Array(coordinates);
    system.dHdp(q, p, out, 0).forEach((x, i) => expect(x).toBeCloseTo(dqdt.dataSync()[i], 5));
    system.dHdq(q, p, out, 0).forEach((x, i) => expect(-x).toBeCloseTo(dpdt.dataSync()[i], 5));
  });

  it('has the gradient by its parameters that central differences of its double precision say', () => {
    const { vector, unravel, unravelArrays } = ravel(parameters);
    const squares = (data: Float32Array) => {
      const system = model.system(unravelArrays({ ...vector, data }));
      const out = new Float64Array(coordinates);
      return [system.dHdq, system.dHdp]
        .flatMap((f) => Array.from(f(q, p, out, 0)))
        .reduce((sum, x) => sum + x * x, 0);
    };
    const state = { q: tf.tensor2d([...q], [1, 2]), p: tf.tensor2d([...p], [1, 2]) };
    const { value, grad } = valueAndGrad((v: tf.Tensor) => {
      const { dqdt, dpdt } = model.derivatives(unravel(v), state);
      return tf.add(tf.sum(tf.square(dqdt)), tf.sum(tf.square(dpdt)));
    })(toTensors(vector));
    const start = Float32Array.from(vector.data);
    expect(value.dataSync()[0]).toBeCloseTo(squares(start), 4);
    const slopes = grad.dataSync();
    for (let i = 0; i < start.length; i += 3) {
      const shifted = (sign: number) => start.map((w, k) => (k === i ? w + sign * 2 ** -10 : w));
      const numeric = (squares(shifted(1)) - squares(shifted(-1))) / (shifted(1)[i] - shifted(-1)[i]);
      expect(Math.abs(slopes[i] - numeric)).toBeLessThan(2e-3 * (1 + Math.abs(numeric)));
    }
  });
});

describe.each([false, true])('createHnn, separable %s', (separable) => {
  const hnn = createHnn({ coordinates, layers: layersOf('tanh'), separable });
  const parameters = parametersOf(hnn);
  const energy = hnn.energy(parameters);

  it('moves along the canonical gradients of its energy', () => {
    const q = draw(5, coordinates);
    const p = draw(6, coordinates);
    const system = hnn.system(parameters);
    const out = new Float64Array(coordinates);
    const dHdq = slopes((x) => energy(x, p), q);
    system.dHdq(q, p, out, 0).forEach((x, i) => expect(x).toBeCloseTo(dHdq[i], 7));
    const dHdp = slopes((x) => energy(q, x), p);
    system.dHdp(q, p, out, 0).forEach((x, i) => expect(x).toBeCloseTo(dHdp[i], 7));
  });

  it('has the same energy in TensorFlow.js', () => {
    const q = draw(5, 2 * coordinates);
    const p = draw(6, 2 * coordinates);
    const state = { q: tf.tensor2d([...q], [2, 2]), p: tf.tensor2d([...p], [2, 2]) };
    const h = hnn.hamiltonian(toTensors(parameters), state).dataSync();
    expect(h[0]).toBeCloseTo(energy(q.subarray(0, 2), p.subarray(0, 2)), 5);
    expect(h[1]).toBeCloseTo(energy(q.subarray(2), p.subarray(2)), 5);
  });

  it('conserves its energy whatever its parameters, and its flow is symplectic', () => {
    const method = separable ? methods.leapfrog : methods.implicitMidpoint;
    const start = { q: draw(7, coordinates), p: draw(8, coordinates) };
    const { q, p, t } = integrate(method, hnn.system(parameters), start, { dt: 0.01, steps: 2000 });
    const along = Array.from(t, (_, i) => energy(q.subarray(2 * i, 2 * i + 2), p.subarray(2 * i, 2 * i + 2)));
    expect(Math.hypot(...q.subarray(-2)) - Math.hypot(...start.q)).not.toBeCloseTo(0, 1);
    expect(Math.max(...along) - Math.min(...along)).toBeLessThan(1e-4);
    expect(symplecticityDefect(method, hnn.system(parameters), start, { dt: 0.05 })).toBeLessThan(1e-7);
  });

  it('leaves no tensor behind', () => {
    const tensors = toTensors(parameters);
    const state = { q: tf.ones([3, 2]), p: tf.zeros([3, 2]) };
    const before = tf.memory().numTensors;
    tf.dispose(hnn.derivatives(tensors, state));
    tf.dispose(hnn.hamiltonian(tensors, state));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('createHnn', () => {
  it('has the size of the paper, and two networks if separable', () => {
    // 2 -> 200 -> 200 -> 1 without the last bias
    expect(countParameters(createHnn({ coordinates: 1 }).init(key(0)))).toBe(600 + 40_200 + 200);
    const separable = createHnn({ coordinates: 1, separable: true });
    expect(countParameters(separable.init(key(0)))).toBe(2 * (400 + 40_200 + 200));
  });

  it('refuses what cannot train', () => {
    expect(() => createHnn({ coordinates: 1, layers: layersOf('relu') })).toThrow(
      /second derivative, but got 'relu'/,
    );
    expect(() => createHnn({ coordinates: 0 })).toThrow(
      /coordinates must be a whole number from 1 up, but got 0/,
    );
    expect(() => createPlainField({ coordinates: 1.5 })).toThrow(/but got 1.5/);
  });

  it('says when parameters are those of another network', () => {
    const other = createHnn({ coordinates: 3, layers: layersOf('tanh') });
    expect(() => createHnn({ coordinates, layers: layersOf('tanh') }).system(other.init(key(0)))).toThrow(
      /layer 0 needs a kernel of 4 rows, but got shape \[6, 7\]/,
    );
  });
});
