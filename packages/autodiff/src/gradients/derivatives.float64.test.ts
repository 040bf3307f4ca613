import { describe, it, vi } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { cases } from '../../test/cases.ts';
import { checkDerivatives } from '../../test/checkDerivatives.ts';
import { uniform } from '../../test/randomTensors.ts';

vi.mock('@tensorflow/tfjs-core', async () => {
  const { loadDoublePrecisionTfjs } = await import('../../test/doublePrecisionTfjs.ts');
  return loadDoublePrecisionTfjs();
});

describe('derivatives in float64 agree with finite differences to 1e-6', () => {
  it.each(cases.map((c) => [c.name, c] as const))('%s', (_, { f, inputs, orders = 3, tolerance = 1e-6 }) => {
    tf.tidy(() => {
      const xs = inputs.map(({ shape, from, to }, i) => uniform(shape, from, to, i));
      checkDerivatives(f, xs, orders, { step: 1e-3, tolerance });
    });
  });
});
