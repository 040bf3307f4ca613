import { grad, logSigmoid, registerGradients } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit, type JitOptions } from '../src/index.ts';
import { compiledEngines } from './compiledEngines.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients(); // its kernels too: the backend was imported after them
});

type Call = (...inputs: tf.Tensor[]) => tf.Tensor;

async function compiled(fn: Call, inputs: tf.Tensor[], options: JitOptions) {
  const step = await jit(fn, inputs, options);
  const result = await step.arrays(...inputs);
  await step.dispose();
  return { ...result, values: Array.from(result.data) };
}

const image4 = (...shape: [number, number, number, number]) =>
  tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => ((i * 37) % 11) - 5),
    shape,
  );
const floats = (...values: number[]) => tf.tensor1d(values);
const integers = (...values: number[]) => tf.tensor1d(values, 'int32');
const bools = (...values: number[]) => tf.tensor1d(values, 'bool');

describe.each(compiledEngines)('tails, on %s', (engine) => {
  const at = Array.from({ length: 321 }, (_, i) => -80 + i / 2);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const slope = (fn: Call) => (x: tf.Tensor) => grad((all: tf.Tensor) => tf.sum(fn(all)))(x);
  const cases: Readonly<Record<string, readonly [Call, (x: number) => number]>> = {
    softplus: [tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
    sigmoid: [tf.sigmoid, sigmoid],
    logSigmoid: [logSigmoid, (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)))],
    'the gradient of softplus': [slope(tf.softplus), sigmoid],
    'the gradient of sigmoid': [slope(tf.sigmoid), (x) => sigmoid(x) * sigmoid(-x)],
    'the gradient of logSigmoid': [slope(logSigmoid), (x) => sigmoid(-x)],
    'both sigmoids of one x': [(x) => tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))), (x) => sigmoid(x) * sigmoid(-x)],
    'softplus beside both sigmoids of one x': [(x) => tf.div(tf.softplus(x), tf.add(tf.sigmoid(x), tf.sigmoid(tf.neg(x)))), (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  }; // oxfmt-ignore

  test.each(Object.entries(cases))('%s is right to 1e-5 from -80 to 80, for every length', async (_, [fn, exact]) => {
    for (const length of [1, 5, 321, 4096]) {
      const x = Array.from({ length }, (_, i) => at[(i * 7) % at.length]);
      const { values } = await compiled(fn, [tf.tensor1d(x)], { engine });
      const worst = Math.max(...values.map((value, i) => Math.abs(value / exact(x[i]) - 1)));
      expect(worst).toBeLessThan(1e-5);
      const eager = Array.from(fn(tf.tensor1d(x)).dataSync());
      const eagerError = Math.max(...eager.map((value, i) => Math.abs(value / exact(x[i]) - 1)));
      expect(eagerError).toBeLessThan(1e-5);
    }
  }); // oxfmt-ignore

  test('the logarithm of a small sigmoid is finite', async () => {
    const { values } = await compiled((x) => tf.log(tf.sigmoid(x)), [floats(-20)], { engine });
    expect(values[0]).toBeCloseTo(-20, 4);
  });
});

/** Calls whose compiled values are eager tfjs' own, bit by bit. */
const exact: Readonly<Record<string, readonly [Call, ...tf.Tensor[]]>> = {
  'factors whose product overflows': [(x) => tf.mul(tf.mul(x, 1e30), 1e30), floats(0, 1e-38)],
  'factors whose product underflows': [(x) => tf.mul(tf.mul(x, 1e-30), 1e-30), floats(1e38, NaN)],
  'a divisor whose reciprocal overflows': [(x) => tf.div(x, 2 ** -140), floats(0, 1e-42)],
  'a divisor that is a power of two': [(x) => tf.div(x, 2 ** 126), floats(1e38, -1e38)],
  'a sum of scaled terms that would overflow unscaled': [(x) => tf.sum(tf.mul(x, 1e-10)), floats(3e38, 3e38)],
  'three factors of which two overflow': [(x, y) => tf.mul(tf.mul(x, 1e30), tf.mul(y, 1e30)), floats(0, 1e-35), floats(1e-35, 0)], // oxfmt-ignore
  'a product with a constant matrix that would overflow unscaled': [(x) => tf.matMul(tf.reshape(x, [1, 2]), tf.fill([2, 1], 1e-30)), floats(3e38, 3e38)], // oxfmt-ignore
  'the sign of the zero that a difference from zero is': [(x) => tf.div(1, tf.sub(0, x)), floats(0)],
  'clipping from below only': [(x) => tf.clipByValue(x, 0, Infinity), integers(-3, 0, 7)],
  'clipping from above only': [(x) => tf.clipByValue(x, -Infinity, 5), integers(-3, 0, 7)],
  'clipping at what no integer reaches': [(x) => tf.clipByValue(x, -1e10, 1e10), integers(-(2 ** 31), 0, 2 ** 31 - 1)], // oxfmt-ignore
  'clipping integers between fractions': [(x) => tf.clipByValue(x, -1.5, 2.5), integers(-3, -1, 0, 2, 3)],
  'floorDiv of the largest integers': [(a, b) => tf.floorDiv(a, b), integers(2 ** 31 - 1, -(2 ** 31) + 1, -(2 ** 31), 7, -7, 7, -7), integers(-2, 3, 3, 2, 2, -2, -2)], // oxfmt-ignore
  'div of integers': [(a, b) => tf.div(a, b), integers(2 ** 31 - 1, -7, 7), integers(-2, 2, -2)],
  'mod of integers': [(a, b) => tf.mod(a, b), integers(2 ** 31 - 1, -7, 7, -(2 ** 31)), integers(-2, 3, -3, 7)], // oxfmt-ignore
  'floorDiv by an integer that is a constant': [(a) => tf.floorDiv(a, tf.scalar(-7, 'int32')), integers(50, -50)], // oxfmt-ignore
  'constant integers that wrap': [(a) => tf.add(a, tf.mul(tf.scalar(2 ** 31 - 1, 'int32'), tf.scalar(3, 'int32'))), integers(1)], // oxfmt-ignore
  'max of a list with NaN': [(x) => tf.max(x), floats(1, NaN, 3, 2)],
  'max of a list that begins with NaN': [(x) => tf.max(x), floats(NaN, 1, 2, 3)],
  'min of columns with NaN': [(x) => tf.min(tf.reshape(x, [3, 2]), 0), floats(1, 2, 3, NaN, 5, 6)],
  'max and min of infinities': [(x) => tf.stack([tf.max(x), tf.min(x)]), floats(-Infinity, Infinity)],
  'maximum and clip of NaN': [(x) => tf.stack([tf.maximum(x, 1), tf.clipByValue(x, 0, 1)]), floats(NaN, 3)],
  'bincount with an infinite weight': [(w) => tf.bincount(tf.tensor1d([0, 1, 2], 'int32'), w as tf.Tensor1D, 3), floats(1, Infinity, 2)], // oxfmt-ignore
  'any of nothing': [(x) => tf.any(x), tf.tensor1d([], 'bool')],
  'mean of nothing': [(x) => tf.mean(x), tf.tensor1d([])],
  'max of nothing': [(x) => tf.max(x), tf.tensor1d([])],
  'argMax of nothing': [(x) => tf.argMax(x, 0), tf.zeros([0, 3])],
  'a stack of nothing': [(x) => tf.stack([x, x]), tf.tensor1d([])],
  'a convolution of no images': [(x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'), tf.zeros([0, 4, 4, 1]), tf.ones([3, 3, 1, 2])], // oxfmt-ignore
  'padding nothing': [(x) => tf.pad(x, [[1, 2]], 7), tf.tensor1d([])],
  'a product over an inner axis without length': [(x) => tf.matMul(x, tf.zeros<tf.Rank.R2>([0, 2])), tf.zeros([3, 0])], // oxfmt-ignore
  'round of integers': [(x) => tf.round(x), integers(3, -2)],
  'step of integers': [(x) => tf.step(x), integers(3, -2, 0)],
  'reciprocal of integers': [(x) => tf.reciprocal(x), integers(1, -1, 2)],
  'selu of integers': [(x) => tf.selu(x), integers(3, -2)],
  'softplus of integers': [(x) => tf.softplus(x), integers(3, -2, 0)],
  'leakyRelu of integers': [(x) => tf.leakyRelu(x, 0.5), integers(3, -2)],
  'prelu of integers': [(x) => tf.prelu(x, tf.scalar(2, 'int32')), integers(3, -2)],
  'isFinite of integers': [(x) => tf.isFinite(x), integers(3, -2)],
  'resizing an image of integers': [(x) => tf.image.resizeBilinear(tf.reshape<tf.Rank.R4>(x, [1, 2, 2, 1]), [4, 4]), integers(1, 2, 3, 8)], // oxfmt-ignore
  'less of bools': [(a, b) => tf.less(a, b), bools(0, 0, 1, 1), bools(0, 1, 0, 1)],
  'maximum of bools': [(a, b) => tf.maximum(a, b), bools(0, 0, 1, 1), bools(0, 1, 0, 1)],
  'product of bools': [(a, b) => tf.mul(a, b), bools(0, 0, 1, 1), bools(0, 1, 0, 1)],
  'max of bools': [(a) => tf.max(a), bools(0, 1)],
  'argMax of bools': [(a) => tf.argMax(a), bools(0, 1)],
  'mod by minus infinity': [(a) => tf.mod(a, -Infinity), floats(1)],
  'mod by a small divisor of the other sign': [(a) => tf.mod(a, -1e-30), floats(1)],
  'a constant beyond int32': [(a) => tf.add(a, tf.cast(tf.scalar(3e9), 'int32')), integers(0)],
  'a convolution padded by a number, under a high window': [(x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 1), image4(1, 12, 12, 1), image4(4, 2, 1, 1)], // oxfmt-ignore
  'a convolution padded by nought, with two strides': [(x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, [1, 2], 0), image4(1, 12, 12, 1), image4(2, 2, 1, 1)], // oxfmt-ignore
  'a pool padded by a number, with a wide window': [(x) => tf.maxPool(x as tf.Tensor4D, [2, 3], [1, 2], 1), image4(1, 6, 7, 2)], // oxfmt-ignore
  'a product of batches that broadcast along an inner axis': [(a, b) => tf.matMul(a, b), image4(2, 2, 1, 2), image4(2, 1, 2, 1)], // oxfmt-ignore
  'a slice with strides that drops an axis': [(x) => tf.stridedSlice(x, [1, 0, 0], [2, 3, 2], [1, 2, 1], 0, 0, 0, 0, 1), tf.reshape(tf.range(0, 24), [3, 4, 2])], // oxfmt-ignore
  'an einsum that changes nothing': [(x) => tf.einsum('a->a', x), floats(1, 2)],
}; // oxfmt-ignore

describe.each(compiledEngines)('compiled is eager, on %s:', (engine) => {
  test.each(Object.entries(exact))('%s', async (_, [fn, ...inputs]) => {
    const eager = fn(...inputs);
    const result = await compiled(fn, inputs, { engine });
    expect(result.dtype).toBe(eager.dtype);
    expect(result.shape).toEqual(eager.shape);
    const expected = Array.from(eager.dataSync());
    expect(result.values).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      if (Number.isFinite(value) && !Number.isInteger(value))
        expect(Math.abs(result.values[i] / value - 1)).toBeLessThan(1e-6);
      else expect(result.values[i]).toBe(value);
    });
  });

  test('atan2 is IEEE 754’s at the axes, at infinity and for NaN', async () => {
    const edges = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-30, -1e30];
    const pairs = edges.flatMap((y) => edges.map((x) => [y, x]));
    const side = (i: number) => tf.tensor1d(pairs.map((pair) => pair[i])); // oxfmt-ignore
    const { values } = await compiled((y, x) => tf.atan2(y, x), [side(0), side(1)], { engine });
    pairs.forEach(([y, x], i) => {
      const expected = Math.fround(Math.atan2(y, x));
      if (expected === 0 || Number.isNaN(expected)) expect(values[i]).toBe(expected);
      else expect(Math.abs(values[i] / expected - 1)).toBeLessThan(1e-6);
    });
  });

  test('divisions of integers that a processor refuses give what eager ones give', async () => {
    // The guard is in the graph: without it these would end the process.
    for (const divide of [tf.floorDiv, tf.mod, tf.div] as const) {
      const [a, b] = [integers(5, -5, 0, 9, 6), integers(0, 0, 0, -1, 1)];
      const { values } = await compiled((x, y) => divide(x, y), [a, b], { engine });
      expect(values).toEqual(Array.from(divide(a, b).dataSync(), (value) => value + 0));
    }
  });

  test('small values of elu, selu, expm1 and log1p are themselves', async () => {
    const x = floats(-1e-8, 1e-8, -1e-3, -0, 1e-40);
    const fns = [tf.elu, tf.expm1, tf.log1p] as const;
    for (const fn of fns) {
      const { values } = await compiled((v) => fn(v), [x], { engine });
      values.forEach((value, i) => expect(Math.abs(value - x.dataSync()[i])).toBeLessThanOrEqual(6e-4 * Math.abs(x.dataSync()[i]) + 2e-42)); // oxfmt-ignore
    }
    for (const fn of [tf.expm1, tf.log1p] as const) {
      const { values } = await compiled((v) => fn(v), [floats(-0, 1e-44)], { engine });
      expect(values).toEqual([-0, Math.fround(1e-44)]);
    }
  });

  test('negative and too large indices are errors, as in tfjs', async () => {
    const table = floats(1, 2, 3);
    const pick = (i: tf.Tensor) => tf.gather(table, i);
    await expect(compiled(pick, [integers(-1)], { engine })).rejects.toThrow();
    await expect(compiled(pick, [integers(3)], { engine })).rejects.toThrow();
    expect((await compiled(pick, [integers(2, 0)], { engine })).values).toEqual([3, 1]);
    const pickNd = (i: tf.Tensor) => tf.gatherND(table, tf.reshape(i, [1, 1]));
    await expect(compiled(pickNd, [integers(-1)], { engine })).rejects.toThrow();
    const place = (i: tf.Tensor) => tf.scatterND(tf.reshape(i, [1, 1]), floats(1), [3]);
    await expect(compiled(place, [integers(-1)], { engine })).rejects.toThrow();
  });
});

const image = () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));
  values[27] = NaN;
  return tf.tensor4d(values, [1, 8, 8, 1]);
};

describe.each(compiledEngines)('one NaN in an image spoils its neighbourhood only, with exactConvolutions, on %s:', (engine) => {
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 1, 1], 0, 1, 'float32', 1);
  const calls: Readonly<Record<string, (x: tf.Tensor4D) => tf.Tensor>> = {
    conv2d: (x) => tf.conv2d(x, filter, 1, 'same'),
    'conv2d of several channels': (x) => tf.conv2d(tf.tile(x, [1, 1, 1, 4]), tf.tile(filter, [1, 1, 4, 8]), 1, 'same'),
    'conv2d with stride': (x) => tf.conv2d(x, filter, 2, 'valid'),
    depthwise: (x) => tf.depthwiseConv2d(x, filter, 1, 'same'),
    transposed: (x) => tf.conv2dTranspose(x, filter, [1, 8, 8, 1], 1, 'same'),
    avgPool: (x) => tf.avgPool(x, 3, 1, 'same'),
    nearest: (x) => tf.image.resizeNearestNeighbor(x, [16, 16]),
    bilinear: (x) => tf.image.resizeBilinear(x, [16, 16]),
  };
  test.each(Object.entries(calls))('%s', async (_, fn) => {
    const x = image();
    const expected = Array.from(fn(x).dataSync(), Number.isNaN);
    const { values } = await compiled((v) => fn(v as tf.Tensor4D), [x], { engine, exactConvolutions: true });
    expect(values.map(Number.isNaN)).toEqual(expected);
    expect(expected.filter((isNaN) => !isNaN).length).toBeGreaterThan(0);
  });

  test('maxPool keeps NaN in the windows that hold it, and the lowest values', async () => {
    const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 3, 1, 'same');
    const { values } = await compiled(pool, [image()], { engine });
    expect(values.filter(Number.isNaN)).toHaveLength(9);
    const low = await compiled(pool, [tf.fill([1, 4, 4, 1], -Infinity)], { engine });
    expect(new Set(low.values)).toEqual(new Set([-Infinity]));
  });
}); // oxfmt-ignore
