import { ndarray, toTensors, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeOptimiser, step, values } from '../../test/describeOptimiser.ts';
import { key } from '../random/key.ts';
import { normal } from '../random/normal.ts';
import { adam, type AdamOptions } from './adam.ts';
import { sgd } from './sgd.ts';

describeOptimiser('adam', (learningRate) => adam({ learningRate }));
describeOptimiser('sgd', (learningRate) => sgd({ learningRate }));
describeOptimiser('sgd with momentum', (learningRate) => sgd({ learningRate, momentum: 0.8 }));

/** Adam in float64, word by word from algorithm 1 of arXiv:1412.6980: hats, powers of beta and all. */
function adamOfThePaper(
  theta: number[],
  gradients: number[][],
  { alpha, beta1, beta2, epsilon }: { alpha: number; beta1: number; beta2: number; epsilon: number },
): number[][] {
  const m = theta.map(() => 0);
  const v = theta.map(() => 0);
  const x = [...theta];
  return gradients.map((g, index) => {
    const t = index + 1;
    for (let i = 0; i < x.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      const mHat = m[i] / (1 - Math.pow(beta1, t));
      const vHat = v[i] / (1 - Math.pow(beta2, t));
      x[i] -= (alpha * mHat) / (Math.sqrt(vHat) + epsilon);
    }
    return [...x];
  });
}

describe('adam', () => {
  const trajectory = (options: AdamOptions, start: number[], gradients: number[][]): number[][] => {
    const optimiser = adam(options);
    let params: Tree<tf.Tensor> = tf.tensor1d(start);
    let state: Tree<tf.Tensor> = toTensors(optimiser.init(ndarray(start)));
    return gradients.map((g) => {
      const grads = tf.tensor1d(g);
      ({ params, state } = step(optimiser, grads, state, params));
      grads.dispose();
      return values(params)[0];
    });
  };

  it.each([
    { alpha: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    { alpha: 3e-3, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 },
  ])('follows the published algorithm in float64 for 100 steps: %j', (options) => {
    // Gradients from 1e-6 to 1e2 in size, so that epsilon matters for some parameters and not for others.
    const scales = [1e-6, 1e-3, 1, 100, 0.1];
    const noise = normal(key(1), [100, scales.length]).data;
    const gradients = Array.from({ length: 100 }, (_, t) =>
      scales.map((scale, i) => Math.fround(scale * (0.3 + noise[t * scales.length + i]))),
    );
    const start = [0, 0, 0, 0, 0];
    const { alpha: learningRate, ...rest } = options;
    const ours = trajectory({ learningRate, ...rest }, start, gradients);
    const paper = adamOfThePaper(start, gradients, options);
    for (const [t, row] of paper.entries()) {
      row.forEach((value, i) => {
        // 2e-6 of the distance that a parameter can have travelled.
        expect(Math.abs(ours[t][i] - value)).toBeLessThan(2e-6 * learningRate * (t + 1));
      });
    }
  });

  it('takes a first step of the learning rate against the sign of the gradient', () => {
    const [first] = trajectory({ learningRate: 0.01 }, [0, 0, 0], [[5, -1e-4, 3e3]]);
    [-0.01, 0.01, -0.01].forEach((value, i) => expect(Math.abs(first[i] / value - 1)).toBeLessThan(2e-4));
  });

  it.each([{ beta1: 1 }, { beta2: -0.1 }, { epsilon: 0 }, { learningRate: Infinity }])(
    'refuses %j',
    (options) => {
      expect(() => adam(options)).toThrow(RangeError);
    },
  );

  it('names a state that is not its own', () => {
    const params = tf.tensor1d([1]);
    expect(() => adam().update(params, { step: tf.scalar(0) }, params)).toThrow(
      "adam: the tree must have an entry 'firstWeight', but got entries [step]",
    );
    params.dispose();
  });
});

describe('sgd', () => {
  it('subtracts the rate times the velocity', () => {
    const optimiser = sgd({ learningRate: 0.5, momentum: 0.5 });
    let params: Tree<tf.Tensor> = tf.tensor1d([1]);
    let state: Tree<tf.Tensor> = toTensors(optimiser.init(ndarray([1])));
    const seen: number[] = [];
    for (const g of [1, 2, -4]) {
      ({ params, state } = step(optimiser, tf.tensor1d([g]), state, params));
      seen.push(values(params)[0][0]);
    }
    // Velocities 1, 2.5, -2.75.
    expect(seen).toEqual([0.5, -0.75, 0.625]);
  });
});
