import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { neuralHamiltonianFlow } from '../flows/neuralHamiltonianFlow.ts';
import { realNVP } from '../flows/realNVP.ts';
import { estimateNormaliser, fitToDensity } from './fitToDensity.ts';

/** A normal density around (0.5, -0.5) with deviations 1 and 0.5, seven times too high. */
const logDensity = (x: tf.Tensor): tf.Tensor =>
  tf.add(
    Math.log(7 / (2 * Math.PI * 0.5)),
    tf.mul(-0.5, tf.sum(tf.square(tf.mul(tf.sub(x, tf.tensor1d([0.5, -0.5])), tf.tensor1d([1, 2]))), 1)),
  );

const hidden = [16, 16];

describe.each([
  { name: 'RealNVP', flow: realNVP({ features: 2, layers: 2, hidden }) },
  {
    name: 'a Neural Hamiltonian Flow',
    flow: neuralHamiltonianFlow({ features: 2, hidden, encoder: { hidden } }),
  },
])('fitting $name to an unnormalised density', ({ flow }) => {
  it('finds its shape and its integral', async () => {
    const losses: number[] = [];
    const trained = await fitToDensity(flow, logDensity, {
      steps: 500,
      learningRate: 1e-2,
      logEvery: 50,
      onProgress: ({ loss }) => void losses.push(loss),
    });
    const { logNormaliser, standardError, lowerBound } = await estimateNormaliser(trained, logDensity);
    expect(Math.abs(logNormaliser - Math.log(7))).toBeLessThan(0.05 + 4 * standardError);
    expect(lowerBound).toBeLessThanOrEqual(logNormaliser);
    expect(losses.at(-1)).toBeCloseTo(-Math.log(7), 0);
    const { data } = await trained.sample(4000);
    const column = (c: number) => Array.from(data).filter((_, i) => i % 2 === c);
    for (const [c, mean, deviation] of [
      [0, 0.5, 1],
      [1, -0.5, 0.5],
    ]) {
      const values = column(c);
      const average = values.reduce((a, b) => a + b, 0) / values.length;
      const spread = Math.sqrt(values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length);
      expect(Math.abs(average - mean)).toBeLessThan(0.1);
      expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.12);
    }
    await trained.dispose();
  });
});

it('refuses a conditional flow', async () => {
  const flow = realNVP({ features: 2, context: 1, layers: 2, hidden });
  await expect(fitToDensity(flow, logDensity, { steps: 1 })).rejects.toThrow('must take no context');
});
