import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Drawn, Input } from './case.ts';

/** Shapes and numbers for one run of a case. */
export const drawn: fc.Arbitrary<Drawn> = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      partner: fc
        .tuple(
          fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
          fc.integer({ min: 0, max: shape.length }),
        )
        .map(([ones, from]) => shape.map((n, i) => (ones[i] ? 1 : n)).slice(from)),
      axis: fc.integer({ min: 0, max: shape.length - 1 }),
      axes: fc.subarray([...shape.keys()], { minLength: 1 }),
      count: fc.integer({ min: 1, max: 3 }),
      flag: fc.boolean(),
    }),
  );

/** Random values of an input's shape, range and type. */
export function tensorOf({ shape, from = -2, to = 2, dtype = 'float32' }: Input, seed: number): tf.Tensor {
  const values = tf.randomUniform([...shape], from, to, 'float32', seed);
  if (dtype === 'float32') return values;
  return dtype === 'int32' ? tf.cast(tf.floor(values), 'int32') : tf.cast(tf.floor(values), 'bool');
}
