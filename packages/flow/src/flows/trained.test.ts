import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { gaussian } from '../distributions/gaussian.ts';
import { nodesOf } from '../diagnostics/plane.ts';
import { draw, logDensity } from '../fit/trained/draw.ts';
import { fit, type FitOptions } from '../fit/fit.ts';
import { twoMoons } from '../targets/curves.ts';
import { eightGaussians } from '../targets/eightGaussians.ts';
import type { Flow } from './flow.ts';
import { neuralHamiltonianFlow } from './neuralHamiltonianFlow.ts';
import { neuralSplineFlow } from './neuralSplineFlow.ts';
import { realNVP } from './realNVP.ts';

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const engine = { engine: 'onnx-cpu', threads: 1 } as const;
const hidden = [32, 32];

describe('a Neural Hamiltonian Flow on a standard normal density', () => {
  it.each([
    ['with a network for K', 'network'],
    ['with K = p^2 / 2 m', 'diagonal'],
  ] as const)('reaches its negative entropy with the lower bound, %s', async (_name, kinetic) => {
    const features = 2;
    const flow = neuralHamiltonianFlow({ features, hidden: [16, 16], kinetic, encoder: { hidden: [16] } });
    const samples = normal(key(1), [20_000, features]);
    const trained = await fit(flow, samples, { steps: 800, learningRate: 1e-2, seed: 1, ...engine });
    const fresh = normal(key(2), [40_000, features]);
    const { lowerBound } = await trained.density(fresh, { importanceSamples: 2 });
    const negativeEntropy = -0.5 * Math.log(2 * Math.PI * Math.E);
    expect(Math.abs(mean(lowerBound) / features - negativeEntropy)).toBeLessThan(0.01);
    // Without the chance of which points were drawn: how far the bound is below the truth at them.
    const truth = await logDensity(gaussian({ features }), fresh, engine);
    const gap = (mean(truth) - mean(lowerBound)) / features;
    expect(gap).toBeGreaterThan(-1e-4);
    expect(gap).toBeLessThan(0.01);
    await trained.dispose();
  });
});

/** Integrals of a trained flow's density and of exp(lower bound), by the midpoint rule on a square grid. */
async function integralsOf(
  flow: Flow,
  target: { samples: Awaited<ReturnType<typeof draw>>; half: number; centre: readonly [number, number] },
  training: FitOptions,
  grid: { cells: number; importanceSamples: number },
) {
  const trained = await fit(flow, target.samples, { ...training, ...engine });
  const { half, centre } = target;
  const width = (2 * half) / grid.cells;
  const side = (c: number): [number, number] => [c - half + width / 2, c + half - width / 2];
  const plane = { x: side(centre[0]), y: side(centre[1]), columns: grid.cells, rows: grid.cells };
  const { logProb, lowerBound } = await trained.density(nodesOf(plane), grid);
  await trained.dispose();
  const integral = (logs: Float32Array) => logs.reduce((sum, value) => sum + Math.exp(value), 0) * width ** 2;
  return { density: integral(logProb), bound: integral(lowerBound), logProb, lowerBound };
}

describe('the density of a trained flow integrates to 1', () => {
  const targets = {
    moons: async () => ({
      samples: await draw(twoMoons(), 5000, { seed: 3 }),
      half: 3.2,
      centre: [0.5, 0.25] as const,
    }),
    modes: async () => ({
      samples: await draw(eightGaussians(), 5000, { seed: 3 }),
      half: 4,
      centre: [0, 0] as const,
    }),
  };
  const exact = [
    ['RealNVP', () => realNVP({ features: 2, layers: 6, hidden })],
    ['a RealNVP with relu', () => realNVP({ features: 2, layers: 6, hidden, activation: 'relu' })],
    ['a neural spline flow', () => neuralSplineFlow({ features: 2, layers: 3, hidden })],
  ] as const;

  describe.each(['moons', 'modes'] as const)('on the %s', (name) => {
    it.each(exact)('of %s, within a thousandth', async (_name, make) => {
      const training = { steps: 400, learningRate: 5e-3, seed: 2 };
      const found = await integralsOf(make(), await targets[name](), training, {
        cells: 320,
        importanceSamples: 1,
      });
      expect(Math.abs(found.density - 1)).toBeLessThan(1e-3);
    });

    it('of a Neural Hamiltonian Flow, within a fiftieth by importance weights, and its bound lies below', async () => {
      const flow = neuralHamiltonianFlow({ features: 2, blocks: 4, steps: 1, hidden, encoder: { hidden } });
      const training = { steps: 800, learningRate: 1e-2, seed: 2 };
      const found = await integralsOf(flow, await targets[name](), training, {
        cells: 110,
        importanceSamples: 64,
      });
      expect(Math.abs(found.density - 1)).toBeLessThan(0.02);
      // A bound that is trained is close below: far below would say that the encoder never learnt.
      expect(found.bound).toBeLessThan(found.density);
      expect(found.bound).toBeGreaterThan(0.6);
      expect(found.lowerBound.every((value, i) => value <= found.logProb[i] + 1e-4)).toBe(true);
    });
  });
});
