import '@tensorflow/tfjs-backend-cpu';
import '@hgn/testing';
import { grad } from '@hgn/autodiff';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { perturbed, tensor, tensors } from '../../test/tensors.ts';
import { networkEnergy } from './networkEnergy.ts';

const cases = (['softplus', 'swish', 'tanh'] as const).flatMap((activation) =>
  [[7], [5, 6], [4, 5, 6]].flatMap((hidden) =>
    [0, 2].map((context) => ({
      name: `${activation}, ${hidden.join('-')}, ${context} columns of context`,
      energy: networkEnergy({ features: 3, hidden, activation, context, quadratic: context === 0 }),
    })),
  ),
);

const wavy = [0, 2].map((context) => ({
  name: `waves, ${context} columns of context`,
  energy: networkEnergy({ features: 3, hidden: [5, 6], context, waves: [1.5, 4] }),
}));

describe.each([...cases, ...wavy])('the energy of a network: $name', ({ energy }) => {
  const parameters = perturbed(energy.init(key(1)), 2);
  const points = normal(foldIn(key(3), 'points'), [6, 3]);
  const context = () =>
    energy.context > 0 ? tensor(normal(foldIn(key(3), 'context'), [6, energy.context])) : undefined;

  it('has the gradient that differentiating its value gives', () => {
    tf.tidy(() => {
      const p = tensors(parameters);
      const byAutodiff = grad((x: tf.Tensor) => tf.sum(energy.value(p, x, context())))(tensor(points));
      expect(energy.gradient(p, tensor(points), context())).toBeAllClose(byAutodiff, { absolute: 1e-5 });
    });
  });

  it('has the gradient that central differences of its value give', () => {
    tf.tidy(() => {
      const p = tensors(parameters);
      const h = 0.02;
      const gradient = energy.gradient(p, tensor(points), context()).dataSync();
      for (let column = 0; column < 3; column++) {
        const shifted = (by: number) => {
          const data = points.data.slice();
          for (let row = 0; row < 6; row++) data[3 * row + column] += by;
          return energy.value(p, tf.tensor2d(data, [6, 3]), context()).dataSync();
        };
        const [up, down] = [shifted(h), shifted(-h)];
        for (let row = 0; row < 6; row++) {
          expect((up[row] - down[row]) / (2 * h)).toBeCloseTo(gradient[3 * row + column], 2);
        }
      }
    });
  });
});

describe('networkEnergy', () => {
  it('refuses non-linearities with kinks, and no hidden layers', () => {
    expect(() => networkEnergy({ features: 1, activation: 'relu' as never })).toThrow(
      "the activation must be smooth, one of softplus, tanh, swish, but got 'relu'",
    );
    expect(() => networkEnergy({ features: 1, hidden: [] })).toThrow('there must be a hidden layer');
    expect(() => networkEnergy({ features: 1, waves: [2, 0] })).toThrow(
      'networkEnergy: an angular frequency in waves must be a number above 0, but got 0',
    );
  });
});
