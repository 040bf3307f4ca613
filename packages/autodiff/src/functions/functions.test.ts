import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { grad } from '../index.ts';
import { gelu, logSigmoid, mish, softplus, swish } from './activations.ts';
import { logSumExp } from './logSumExp.ts';

const value = (tensor: tf.Tensor) => tensor.dataSync()[0];

describe('activation functions', () => {
  it('have the values of their definitions', () => {
    tf.tidy(() => {
      const x = tf.scalar(1);
      const softplusOfOne = Math.log(1 + Math.E);
      expect(value(swish(x))).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
      expect(value(softplus(x))).toBeCloseTo(softplusOfOne, 6);
      expect(value(gelu(x))).toBeCloseTo(0.8413447, 6);
      expect(value(mish(x))).toBeCloseTo(Math.tanh(softplusOfOne), 6);
      expect(value(logSigmoid(x))).toBeCloseTo(1 - softplusOfOne, 6);
    });
  });

  it('stay finite far out, with their gradients', () => {
    tf.tidy(() => {
      for (const f of [swish, softplus, gelu, mish, logSigmoid]) {
        for (const x of [-500, 500]) {
          expect(Number.isFinite(value(grad(f)(x))), `${f.name} at ${x}`).toBe(true);
        }
      }
    });
  });
});

describe('logSumExp', () => {
  it('equals tf.logSumExp for every axis and does not overflow', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([1, -2, 3, 0.5, 0, 2, 1000, 1000], [2, 2, 2]);
      for (const axis of [undefined, 0, -1, [0, 2]]) {
        for (const keepDims of [false, true]) {
          const [ours, theirs] = [logSumExp(x, axis, keepDims), tf.logSumExp(x, axis, keepDims)];
          expect(ours.shape).toEqual(theirs.shape);
          expect(Array.from(ours.dataSync())).toEqual(Array.from(theirs.dataSync()));
        }
      }
    });
  });
});
