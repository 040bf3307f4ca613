import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniform } from '../../test/randomTensors.ts';
import { paddingBySide, registerGradients } from '../index.ts';

const numbers = (x: tf.Tensor) => Array.from(x.dataSync());

function expectClose(got: tf.Tensor, expected: tf.Tensor): void {
  expect(got.shape).toEqual(expected.shape);
  const values = numbers(expected);
  numbers(got).forEach((value, i) => expect(Math.abs(value - values[i])).toBeLessThan(1e-5));
}

/** Every place of a batch shape. */
const places = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, length) => all.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
    [[]],
  );

/** Products of batches one by one, as NumPy broadcasts them. */
function productsOneByOne(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const at = (x: tf.Tensor, place: readonly number[]) => {
    const own = x.shape.slice(0, -2);
    const index = own.map((length, i) => (length === 1 ? 0 : place[place.length - own.length + i]));
    return tf.reshape(tf.slice(x, [...index, 0, 0], [...own.map(() => 1), -1, -1]), x.shape.slice(-2));
  };
  const products = places(batch).map((place) => tf.matMul(at(a, place), at(b, place)));
  return tf.reshape(tf.stack(products), [...batch, a.shape[a.rank - 2], b.shape[b.rank - 1]]);
}

describe.each(['cpu', 'wasm'])('on tfjs’ %s backend', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    registerGradients();
  });
  afterAll(() => tf.setBackend('cpu'));

  it.each([
    [[2, 2], [2, 1]],
    [[2, 1], [2, 3]],
    [[2, 3, 4], [1, 3, 1]],
    [[2, 1, 4], [3, 1]],
    [[3], [2, 3]],
    [[1], [2, 2]],
    [[], [2, 2]],
  ])('matrices in batches %j times %j are multiplied as NumPy broadcasts, and nothing leaks', (left, right) => {
    const [a, b] = [uniform([...left, 3, 2], -1, 1, 1), uniform([...right, 2, 4], -1, 1, 2)];
    const before = [tf.memory().numDataBuffers, tf.memory().numTensors];
    tf.tidy(() => expectClose(tf.matMul(a, b), productsOneByOne(a, b)));
    expect([tf.memory().numDataBuffers, tf.memory().numTensors]).toEqual(before);
    tf.dispose([a, b]);
  }); // oxfmt-ignore

  it('an image is padded by a number on every side, whatever the window', () => {
    tf.tidy(() => {
      const x = uniform([1, 12, 12, 2], -1, 1, 1) as tf.Tensor4D;
      for (const [height, width, strides, pad] of [
        [4, 2, [1, 1], 1],
        [2, 2, [1, 2], 0],
        [1, 3, [2, 1], 2],
      ] as const) {
        const around = tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]]); // oxfmt-ignore
        const filter = uniform([height, width, 2, 3], -1, 1, 2) as tf.Tensor4D;
        expectClose(
          tf.conv2d(x, filter, [...strides], pad),
          tf.conv2d(around, filter, [...strides], 'valid'),
        );
        const own = uniform([height, width, 2, 2], -1, 1, 3) as tf.Tensor4D;
        const depthwise = tf.depthwiseConv2d(around, own, [...strides], 'valid');
        // tfjs' depthwise kernels want equal strides.
        if (strides[0] === strides[1]) expectClose(tf.depthwiseConv2d(x, own, [...strides], pad), depthwise);
        if (pad > Math.min(height, width) - 1) continue; // a window in the padding alone has no maximum
        const low = tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]], -10); // oxfmt-ignore
        expectClose(
          tf.maxPool(x, [height, width], [...strides], pad),
          tf.maxPool(low, [height, width], [...strides], 'valid'),
        );
        const share = tf.avgPool(tf.pad(tf.onesLike(x), [[0, 0], [pad, pad], [pad, pad], [0, 0]]), [height, width], [...strides], 'valid'); // oxfmt-ignore
        expectClose(
          tf.avgPool(x, [height, width], [...strides], pad),
          tf.div(tf.avgPool(around, [height, width], [...strides], 'valid'), share),
        );
      }
    });
  });
});

it('slices with strides drop an axis as NumPy does', () => {
  tf.tidy(() => {
    const x = tf.reshape(tf.range(0, 24), [3, 4, 2]);
    const sliced = tf.stridedSlice(x, [1, 0, 0], [2, 3, 2], [1, 2, 1], 0, 0, 0, 0, 1);
    expect([sliced.shape, numbers(sliced)]).toEqual([[2, 2], [8, 9, 12, 13]]); // oxfmt-ignore
    // x[::2, -1, ::-1]
    const last = tf.stridedSlice(x, [0, -1, 0], [3, 0, 0], [2, 1, -1], 0b101, 0b101, 0, 0, 0b010);
    expect([last.shape, numbers(last)]).toEqual([[2, 2], [7, 6, 23, 22]]); // oxfmt-ignore
    // x[..., ::2, 1]
    const inner = tf.stridedSlice(x, [0, 0, 1], [0, 4, 2], [1, 2, 1], 0, 0, 0b001, 0, 0b100);
    expect([inner.shape, numbers(inner)]).toEqual([[3, 2], [1, 5, 9, 13, 17, 21]]); // oxfmt-ignore
  });
});

it('a padding by side is the number on both sides of rows and columns', () => {
  expect(paddingBySide(2)).toEqual([[0, 0], [2, 2], [2, 2], [0, 0]]); // oxfmt-ignore
  expect(paddingBySide(2, 'NCHW')).toEqual([[0, 0], [0, 0], [2, 2], [2, 2]]); // oxfmt-ignore
  expect(paddingBySide('same')).toBe('same');
});
