import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it, vi } from 'vitest';
import { checkDerivatives } from '../../test/checkDerivatives.ts';
import { uniform } from '../../test/randomTensors.ts';

vi.mock('@tensorflow/tfjs-core', async () => {
  const { loadDoublePrecisionTfjs } = await import('../../test/doublePrecisionTfjs.ts');
  return loadDoublePrecisionTfjs();
});

const precision = { step: 1e-3, tolerance: 1e-6 };
const runs = { numRuns: 25 };
const shapes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });

/** A shape and another that broadcasts with it: axes dropped in front or shrunk to 1 on either side. */
const broadcastPairs = fc
  .tuple(
    shapes,
    fc.array(fc.constantFrom('both', 'left', 'right'), { minLength: 4, maxLength: 4 }),
    fc.nat(3),
  )
  .map(([shape, sides, dropped]) => ({
    a: shape.map((length, i) => (sides[i] === 'right' ? 1 : length)),
    b: shape.map((length, i) => (sides[i] === 'left' ? 1 : length)).slice(Math.min(dropped, shape.length)),
  }));

const axesOf = (rank: number) =>
  fc.subarray(
    Array.from({ length: rank }, (_, i) => i),
    { minLength: 1 },
  );

function check(f: (...xs: tf.Tensor[]) => tf.Tensor, ...inputs: number[][]): void {
  tf.tidy(() => {
    const xs = inputs.map((shape, i) => uniform(shape, 0.4, 1.6, i));
    checkDerivatives(f, xs, 2, precision);
  });
}

describe('first and second derivatives for random shapes', () => {
  it('of binary ops under broadcasting', () => {
    const ops = fc.constantFrom(tf.add, tf.sub, tf.mul, tf.div, tf.pow, tf.atan2, tf.squaredDifference);
    fc.assert(
      fc.property(broadcastPairs, ops, ({ a, b }, op) => check((x, y) => op(tf.sin(x), y), a, b)),
      runs,
    );
  });

  it('of where, with each part broadcast', () => {
    fc.assert(
      fc.property(broadcastPairs, ({ a, b }) =>
        check((x, y) => tf.where(tf.greater(tf.zeros(b), -1), tf.square(x), tf.sin(y)), a, b),
      ),
      runs,
    );
  });

  it('of reductions over any axes', () => {
    const reductions = fc.constantFrom<(x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor>(
      tf.sum,
      tf.mean,
      tf.max,
      tf.min,
      tf.prod,
      tf.logSumExp,
    );
    const places = shapes.chain((shape) =>
      fc.record({ shape: fc.constant(shape), axes: axesOf(shape.length) }),
    );
    fc.assert(
      fc.property(places, reductions, fc.boolean(), ({ shape, axes }, reduce, keepDims) =>
        check((x) => tf.square(reduce(x, axes, keepDims)), shape),
      ),
      runs,
    );
  });

  it('of transposes, slices, pads and tiles', () => {
    const plans = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        perm: fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        ),
        begin: fc.tuple(...shape.map((length) => fc.nat(length - 1))),
        paddings: fc.tuple(...shape.map(() => fc.tuple(fc.nat(2), fc.nat(2)))),
        reps: fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 2 }))),
      }),
    );
    fc.assert(
      fc.property(plans, ({ shape, perm, begin, paddings, reps }) =>
        check((x) => {
          const size = begin.map(() => -1);
          const part = tf.pad(tf.slice(tf.square(x), begin, size), paddings, 0.5);
          return tf.square(tf.transpose(tf.tile(part, reps), perm));
        }, shape),
      ),
      runs,
    );
  });

  it('of convolutions of any size, stride and padding', () => {
    const plans = fc.record({
      size: fc.tuple(fc.integer({ min: 3, max: 5 }), fc.integer({ min: 3, max: 5 })),
      filter: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      channels: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
      stride: fc.integer({ min: 1, max: 2 }),
      pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    });
    fc.assert(
      fc.property(plans, ({ size, filter, channels, stride, pad }) =>
        check(
          (x, w) => tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad)),
          [2, ...size, channels[0]],
          [...filter, ...channels],
        ),
      ),
      { ...runs, numRuns: 12 },
    );
  });
});
