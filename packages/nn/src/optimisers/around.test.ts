import { ndarray, toTensors, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { values } from '../../test/describeOptimiser.ts';
import { clipByGlobalNorm, globalNorm } from './clip.ts';
import { movingAverage } from './movingAverage.ts';
import { constant, warmupCosine } from './schedules.ts';

describe('clipByGlobalNorm', () => {
  const clip = (numbers: number[][], maximum: number) =>
    tf.tidy(() => {
      const { grads, norm } = clipByGlobalNorm(
        numbers.map((n) => tf.tensor1d(n)),
        maximum,
      );
      return { grads: values(grads), norm: norm.dataSync()[0] };
    });

  it('scales all leaves by one factor so that their joint norm is the maximum', () => {
    const { grads, norm } = clip([[3], [0, 4]], 1);
    expect(norm).toBe(5);
    expect(Math.hypot(...grads.flat())).toBeCloseTo(1, 6);
    expect(grads[0][0] / grads[1][1]).toBeCloseTo(0.75, 6);
  });

  it('leaves small gradients exactly alone, zeros too', () => {
    expect(clip([[3], [0, 4]], 5.5)).toEqual({ grads: [[3], [0, 4]], norm: 5 });
    expect(clip([[0, 0]], 1)).toEqual({ grads: [[0, 0]], norm: 0 });
  });

  it('reports a norm that is not finite when a gradient is not', () => {
    expect(clip([[NaN], [1]], 1).norm).toBeNaN();
    expect(clip([[Infinity]], 1).norm).toBe(Infinity);
  });

  it('leaves no tensor behind and refuses a maximum of 0', () => {
    const grads = { a: tf.tensor1d([3]), b: tf.tensor1d([4]) };
    const before = tf.memory().numTensors;
    const clipped = clipByGlobalNorm(grads, 1);
    expect(tf.memory().numTensors - before).toBe(3);
    tf.dispose([clipped.grads, clipped.norm]);
    tf.dispose(globalNorm(grads));
    expect(tf.memory().numTensors).toBe(before);
    expect(() => clipByGlobalNorm(grads, 0)).toThrow(
      'clipByGlobalNorm: the maximum must be above 0, but got 0',
    );
    tf.dispose(grads);
  });
});

describe('movingAverage', () => {
  it('weighs step k back by decay^k, whatever the start', () => {
    const average = movingAverage({ decay: 0.5 });
    const first = tf.tensor1d([0]);
    let state: Tree<tf.Tensor> = toTensors(average.init(ndarray([0])));
    const read = () => tf.tidy(() => values(average.value(state))[0][0]);
    state = average.update(state, tf.tensor1d([8]));
    expect(read()).toBe(8);
    state = average.update(state, tf.tensor1d([2]));
    expect(read()).toBeCloseTo((2 * 0.5 + 8 * 0.25) / 0.75, 6);
    first.dispose();
  });

  it('refuses a decay of 1', () => {
    expect(() => movingAverage({ decay: 1 })).toThrow(
      'movingAverage: the decay must be in [0, 1), but got 1',
    );
  });
});

describe('schedules', () => {
  it('constant is constant', () => {
    expect([0, 10, 1e6].map(constant(1.5e-4))).toEqual([1.5e-4, 1.5e-4, 1.5e-4]);
  });

  it('warmupCosine rises linearly, is half-way down half-way through, and stays at its last rate', () => {
    const rate = warmupCosine({ peak: 1, warmup: 10, steps: 110, final: 0.2 });
    expect(rate(0)).toBeCloseTo(0.1, 12);
    expect(rate(9)).toBe(1);
    expect(rate(10)).toBe(1);
    expect(rate(60)).toBeCloseTo(0.6, 12);
    expect(rate(35)).toBeCloseTo(0.2 + (0.8 * (1 + Math.SQRT1_2)) / 2, 12);
    expect(rate(110)).toBeCloseTo(0.2, 12);
    expect(rate(1e6)).toBeCloseTo(0.2, 12);
  });

  it('warmupCosine never rises after the warm-up', () => {
    const rate = warmupCosine({ peak: 3e-3, warmup: 5, steps: 50 });
    for (let t = 5; t < 60; t++) expect(rate(t + 1)).toBeLessThanOrEqual(rate(t));
  });

  it('refuse rates and lengths that make no sense', () => {
    expect(() => constant(-1)).toThrow('constant: the rate must be a number from 0 up, but got -1');
    expect(() => warmupCosine({ peak: 1, warmup: 5, steps: 5 })).toThrow(
      'warmupCosine: there must be more steps than warm-up steps, but got 5 and 5',
    );
  });
});
