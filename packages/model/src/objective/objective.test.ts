import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObjectiveConfig } from '../presets/preset.ts';
import { klToStandardNormal } from './divergence.ts';
import { createObjective } from './objective.ts';
import type { ObjectiveState } from './types.ts';

beforeAll(() => tf.setBackend('cpu'));

const geco: Extract<ObjectiveConfig, { kind: 'geco' }> = {
  kind: 'geco',
  ascent: 'exponential',
  target: 0.01,
  decay: 0.9,
  rate: 0.5,
  initialLambda: 2,
  minimumLambda: 0.1,
  maximumLambda: 50,
};

describe('klToStandardNormal', () => {
  it('is zero for the standard normal itself', () => {
    const zero = tf.zeros([2, 3]);
    expect(Array.from(klToStandardNormal({ mean: zero, logVariance: zero }).dataSync())).toEqual([0, 0]);
  });

  it('equals the integral of q log(q / p) on a fine grid', () => {
    const [mean, deviation] = [0.7, 0.4];
    let integral = 0;
    const dx = 1e-3;
    for (let x = -6; x < 6; x += dx) {
      const logQ = -0.5 * ((x - mean) / deviation) ** 2 - Math.log(deviation);
      integral += (Math.exp(logQ) / Math.sqrt(2 * Math.PI)) * (logQ + 0.5 * x * x) * dx;
    }
    const kl = klToStandardNormal({
      mean: tf.tensor2d([[mean]]),
      logVariance: tf.tensor2d([[2 * Math.log(deviation)]]),
    });
    expect(kl.dataSync()[0]).toBeCloseTo(integral, 4);
  });
});

const terms = (mse: number, kl: number, prediction = 0, consistency = 0, shrinkage = 0) => ({
  mse: tf.scalar(mse),
  kl: tf.scalar(kl),
  prediction: tf.scalar(prediction),
  consistency: tf.scalar(consistency),
  shrinkage: tf.scalar(shrinkage),
});

describe('the objective of a pixel HNN', () => {
  it('weighs the prediction of the next state and the meaning of momentum, and knows no KL', () => {
    const objective = createObjective({ kind: 'hnn', prediction: 0.1, consistency: 0.5 });
    expect(objective.loss({}, terms(0.5, 7, 2, 4)).dataSync()[0]).toBeCloseTo(2.7, 6);
  });

  it('may weigh what keeps positions spread, and does not by itself', () => {
    const published = { kind: 'hnn', prediction: 0.1, consistency: 0.5 } as const;
    expect(
      createObjective(published)
        .loss({}, terms(0.5, 7, 2, 4, 9))
        .dataSync()[0],
    ).toBeCloseTo(2.7, 6);
    const spread = createObjective({ ...published, variance: 2 });
    expect(spread.loss({}, terms(0.5, 7, 2, 4, 0.25)).dataSync()[0]).toBeCloseTo(3.2, 6);
  });
});

describe('the ELBO', () => {
  it('adds the weighted KL to the squared error', () => {
    const objective = createObjective({ kind: 'elbo', beta: 0.1 });
    const loss = objective.loss({}, terms(0.5, 2));
    expect(loss.dataSync()[0]).toBeCloseTo(0.7, 6);
  });
});

describe('GECO', () => {
  const objective = createObjective(geco);
  const initial = (): ObjectiveState<tf.Tensor> =>
    Object.fromEntries(
      Object.entries(objective.init()).map(([name, { data }]) => [name, tf.scalar(data[0])]),
    );
  const lambda = (state: ObjectiveState<tf.Tensor>) => Math.exp(state.logLambda.dataSync()[0]);
  const after = (mse: number, steps: number) => {
    let state = initial();
    for (let i = 0; i < steps; i++) state = objective.update(state, tf.scalar(mse));
    return lambda(state);
  };

  it('weighs the violation of the constraint by lambda', () => {
    const loss = objective.loss(initial(), terms(0.11, 3));
    expect(loss.dataSync()[0]).toBeCloseTo(3 + 2 * 0.1, 5);
  });

  it('raises lambda while the error is above the target and lowers it below', () => {
    expect(after(0.5, 3)).toBeGreaterThan(geco.initialLambda);
    expect(after(0.001, 3)).toBeLessThan(geco.initialLambda);
    expect(after(geco.target, 3)).toBeCloseTo(geco.initialLambda, 5);
  });

  it('has an unbiased moving average from the first step on', () => {
    expect(after(0.51, 1)).toBeCloseTo(geco.initialLambda * Math.exp(geco.rate * 0.5), 4);
  });

  it('keeps lambda within its bounds', () => {
    expect(after(10, 40)).toBeCloseTo(geco.maximumLambda, 3);
    expect(after(-10, 40)).toBeCloseTo(geco.minimumLambda, 4);
  });
});

describe('GECO climbing by Adam', () => {
  const objective = createObjective({ ...geco, ascent: 'adam' });
  const lambdaAfter = (mse: number, steps: number) => {
    let state: ObjectiveState<tf.Tensor> = Object.fromEntries(
      Object.entries(objective.init()).map(([name, { data }]) => [name, tf.scalar(data[0])]),
    );
    for (let i = 0; i < steps; i++) state = objective.update(state, tf.scalar(mse));
    // The loss at kl = 0 and mse = target + 1 is lambda itself.
    return objective.loss(state, terms(geco.target + 1, 0)).dataSync()[0];
  };

  it('starts at the multiplier that the config names', () => {
    expect(lambdaAfter(1, 0)).toBeCloseTo(geco.initialLambda, 4);
  });

  it('moves by the rate in the first step, however large the violation', () => {
    const start = Math.log(Math.expm1(geco.initialLambda));
    for (const mse of [0.1, 10]) {
      expect(lambdaAfter(mse, 1)).toBeCloseTo(Math.log1p(Math.exp(start + geco.rate)), 4);
    }
    expect(lambdaAfter(0, 1)).toBeLessThan(geco.initialLambda);
  });

  it('keeps lambda within its bounds', () => {
    expect(lambdaAfter(10, 300)).toBeCloseTo(geco.maximumLambda, 3);
    expect(lambdaAfter(-10, 300)).toBeCloseTo(geco.minimumLambda, 3);
  });
});
