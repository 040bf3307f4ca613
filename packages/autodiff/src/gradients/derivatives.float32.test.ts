import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/cases.ts';
import { checkDerivatives } from '../../test/checkDerivatives.ts';
import { uniform } from '../../test/randomTensors.ts';

describe('first and second derivatives of the float32 kernels agree with finite differences to 1e-3, and leak nothing', () => {
  it.each(cases.map((c) => [c.name, c] as const))('%s', (_, { f, inputs }) => {
    const before = tf.memory().numTensors;
    const xs = inputs.map(({ shape, from, to }, i) => uniform(shape, from, to, i));
    tf.tidy(() => checkDerivatives(f, xs, 2, { step: 0.02, tolerance: 1e-3 }));
    tf.dispose(xs);
    expect(tf.memory().numTensors).toBe(before);
  });
});
