import { spawnSync } from 'node:child_process';
import '@tensorflow/tfjs-backend-cpu';
import { foldIn, key, normal, uniform } from '@hgn/nn';
import { describe, expect, it, onTestFailed } from 'vitest';
import { swingingSpot, tinyMap, tinyVector } from '../../../test/tiny.ts';
import { createModel } from '../../architecture/model.ts';
import type { FeaturePoints } from '../../metrics/samples/frameFeatures.ts';
import { momentsOf } from '../../metrics/samples/moments.ts';
import { createTrainer } from '../../training/trainingStep.ts';
import { pickFrames } from '../frames.ts';
import { createGenerator } from '../generator.ts';
import { chooseMixture } from './chooseMixture.ts';
import { fitMixture } from './fitMixture.ts';
import { fitStateDensity } from './fitStateDensity.ts';
import { drawMixture, mixtureLogDensity, type GaussianMixture } from './gaussianMixture.ts';
import { drawStates } from './stateDensity.ts';

const known: GaussianMixture = {
  weights: [0.5, 0.3, 0.2],
  means: [
    [0, 0],
    [6, 1],
    [-2, 7],
  ],
  covariances: [
    [1, 0.6, 0.6, 1],
    [0.5, 0, 0, 2],
    [2, -0.9, -0.9, 0.7],
  ],
};

const rows = (values: readonly (readonly number[])[]): FeaturePoints => ({
  values: Float64Array.from(values.flat()),
  count: values.length,
  dimensions: values[0].length,
});

/** Points on a noisy circle: no mixture of few components has it. */
const circle = (count: number, seed: number): FeaturePoints => {
  const angles = uniform(foldIn(key(seed), 'angle'), [count], { min: 0, max: 2 * Math.PI }).data;
  const noise = normal(foldIn(key(seed), 'noise'), [count, 2]).data;
  return rows(
    Array.from(angles, (angle, n) => [
      Math.cos(angle) + 0.05 * noise[2 * n],
      Math.sin(angle) + 0.05 * noise[2 * n + 1],
    ]),
  );
};

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, x) => total + x, 0);

describe('mixtureLogDensity', () => {
  it('is the density of the textbook, with an inverse and a determinant in closed form', () => {
    const at = [0.7, -0.4];
    const density = known.weights.reduce((total, weight, k) => {
      const [a, b, , d] = known.covariances[k];
      const [x, y] = [at[0] - known.means[k][0], at[1] - known.means[k][1]];
      const determinant = a * d - b * b;
      const squares = (d * x * x - 2 * b * x * y + a * y * y) / determinant;
      return total + (weight * Math.exp(-squares / 2)) / (2 * Math.PI * Math.sqrt(determinant));
    }, 0);
    expect(mixtureLogDensity(known, rows([at]))[0]).toBeCloseTo(Math.log(density), 12);
  });

  it('integrates to one', () => {
    const step = 0.1;
    const axis = Array.from({ length: 260 }, (_, i) => -12 + i * step);
    const logs = mixtureLogDensity(known, rows(axis.flatMap((x) => axis.map((y) => [x, y]))));
    expect(sum(logs.map(Math.exp)) * step * step).toBeCloseTo(1, 9);
  });

  it('is finite a thousand deviations away', () => {
    expect(mixtureLogDensity(known, rows([[1e3, -1e3]]))[0]).toBeLessThan(-1e4);
  });

  it('refuses a covariance that is none', () => {
    const flat = { weights: [1], means: [[0, 0]], covariances: [[1, 1, 1, 1]] };
    expect(() => mixtureLogDensity(flat, rows([[0, 0]]))).toThrow('that of component 0 is not');
  });
});

describe('drawMixture', () => {
  it('draws points with the moments of the mixture', () => {
    const count = 40_000;
    const { mean, covariance } = momentsOf(drawMixture(known, key(1), count));
    const expected = [0, 1].map((i) => sum(known.weights.map((weight, k) => weight * known.means[k][i])));
    for (const i of [0, 1]) {
      for (const j of [0, 1]) {
        const second = known.weights.map(
          (weight, k) => weight * (known.covariances[k][2 * i + j] + known.means[k][i] * known.means[k][j]),
        );
        // Four standard errors of a second moment whose fourth is about 300.
        expect(Math.abs(covariance.get(i, j) - sum(second) + expected[i] * expected[j])).toBeLessThan(0.35);
      }
      expect(Math.abs(mean[i] - expected[i])).toBeLessThan((4 * 4) / Math.sqrt(count));
    }
  });

  it('draws the same for the same key, and of fewer the first', () => {
    const all = drawMixture(known, key(4), 9).values;
    expect(drawMixture(known, key(4), 9).values).toEqual(all);
    expect(drawMixture(known, key(4), 3).values).toEqual(all.subarray(0, 6));
    expect(drawMixture(known, key(5), 9).values).not.toEqual(all);
  });
});

describe('fitMixture', () => {
  it('recovers a mixture that points were drawn from', () => {
    const points = drawMixture(known, key(2), 6000);
    const { mixture } = fitMixture(points, { components: 3, key: key(1), floor: 1e-6, tolerance: 1e-8 });
    const order = [0, 1, 2].sort((a, b) => mixture.weights[b] - mixture.weights[a]);
    order.forEach((found, k) => {
      expect(Math.abs(mixture.weights[found] - known.weights[k])).toBeLessThan(0.03);
      mixture.means[found].forEach((x, i) => expect(Math.abs(x - known.means[k][i])).toBeLessThan(0.15));
      mixture.covariances[found].forEach((x, i) =>
        expect(Math.abs(x - known.covariances[k][i])).toBeLessThan(0.2),
      );
    });
  });

  it('is mean and covariance where there is one component', () => {
    const points = circle(300, 1);
    const { mean, covariance } = momentsOf(points);
    const { mixture } = fitMixture(points, { components: 1, key: key(1), floor: 1e-9 });
    mixture.means[0].forEach((x, i) => expect(x).toBeCloseTo(mean[i], 12));
    mixture.covariances[0].forEach((x, i) => expect(x).toBeCloseTo(covariance.get(i >> 1, i % 2), 12));
  });

  // The high floors bind in most rounds, in one direction of every component.
  it.each([1e-6, 5e-3, 0.1])('never lets the likelihood fall, with a floor of %s', (floor) => {
    for (const seed of [1, 2, 3]) {
      const options = { components: 6, key: key(seed), floor, tolerance: -Infinity, rounds: 60 };
      const { logLikelihoods, mixture } = fitMixture(circle(400, seed), options);
      expect(logLikelihoods).toHaveLength(61);
      for (let i = 1; i < logLikelihoods.length; i++) {
        expect(logLikelihoods[i] - logLikelihoods[i - 1]).toBeGreaterThan(-1e-12);
      }
      expect(logLikelihoods[60] - logLikelihoods[0]).toBeGreaterThan(0.01);
      for (const [a, b, , d] of mixture.covariances) {
        const smallest = (a + d) / 2 - Math.hypot((a - d) / 2, b);
        expect(smallest).toBeGreaterThan(floor * (1 - 1e-9));
      }
      expect(sum(mixture.weights)).toBeCloseTo(1, 12);
    }
  });

  it('ends where a small change of any parameter makes the points less likely', () => {
    const points = circle(400, 5);
    const options = { components: 4, key: key(2), floor: 1e-6, tolerance: 1e-13, rounds: 5000 };
    const { mixture } = fitMixture(points, options);
    const likelihood = (changed: GaussianMixture): number => sum(mixtureLogDensity(changed, points)) / 400;
    const step = 1e-4;
    const slope = (change: (by: number) => GaussianMixture): number =>
      (likelihood(change(step)) - likelihood(change(-step))) / (2 * step);
    for (let k = 0; k < 4; k++) {
      const shifted = (values: GaussianMixture['means'], at: readonly number[], by: number) =>
        values.map((row, j) => row.map((x, i) => (j === k && at.includes(i) ? x + by : x)));
      for (const i of [0, 1]) {
        expect(
          Math.abs(slope((by) => ({ ...mixture, means: shifted(mixture.means, [i], by) }))),
        ).toBeLessThan(1e-4);
      }
      for (const at of [[0], [1, 2], [3]]) {
        const { covariances } = mixture;
        const change = (by: number) => ({ ...mixture, covariances: shifted(covariances, at, by * 1e-2) });
        expect(Math.abs(slope(change))).toBeLessThan(1e-4);
      }
      // More of one component, less of the others in their proportion.
      const more = (by: number) => ({
        ...mixture,
        weights: mixture.weights.map((weight, j) => (weight + (j === k ? by : 0)) / (1 + by)),
      });
      expect(Math.abs(slope(more))).toBeLessThan(1e-4);
    }
  });

  it('drops components where points coincide', () => {
    const twice = rows([...Array<number[]>(10).fill([0, 0]), ...Array<number[]>(30).fill([1, 2])]);
    const { mixture } = fitMixture(twice, { components: 5, key: key(1), floor: 0.01 });
    expect(mixture.weights.toSorted((a, b) => a - b)).toEqual([0.25, 0.75]);
    expect(mixture.covariances[0][0]).toBeCloseTo(0.01, 12);
  });

  it('refuses what it cannot fit', () => {
    const fit = (points: FeaturePoints, components: number, floor: number) => () =>
      fitMixture(points, { components, key: key(1), floor });
    expect(fit(rows([[1], [2]]), 3, 1)).toThrow('got 3 for 2 points');
    expect(fit(rows([[1], [2]]), 1, 0)).toThrow('floor must be a positive variance, but got 0');
    expect(fit(rows([[1], [NaN]]), 1, 1)).toThrow('points must be finite');
  });

  const python = process.env.HGN_PYTHON;
  const has = python !== undefined && spawnSync(python, ['-c', 'import sklearn']).status === 0;
  if (!has)
    console.warn('skipped: set HGN_PYTHON to a Python with scikit-learn to compare mixtures with its own');

  it.skipIf(!has)('finds what scikit-learn finds from there, with the same densities', () => {
    const points = circle(500, 7);
    const options = { components: 5, key: key(3), floor: 1e-9, tolerance: 1e-12, rounds: 3000 };
    const { mixture, logLikelihoods } = fitMixture(points, options);
    const program = `
import json, sys, numpy as np
from sklearn.mixture import GaussianMixture
given = json.load(sys.stdin)
points = np.array(given['points']).reshape(-1, 2)
covariances = np.array(given['covariances']).reshape(-1, 2, 2)
fitted = GaussianMixture(len(covariances), reg_covar=0, tol=1e-12, max_iter=200, weights_init=given['weights'],
    means_init=np.array(given['means']), precisions_init=np.linalg.inv(covariances)).fit(points)
print(json.dumps({'densities': fitted.score_samples(points).tolist(), 'means': fitted.means_.tolist(),
    'covariances': fitted.covariances_.reshape(-1, 4).tolist(), 'weights': fitted.weights_.tolist()}))`;
    const input = JSON.stringify({ points: Array.from(points.values), ...mixture });
    const { stdout, stderr } = spawnSync(python ?? '', ['-c', program], { input, encoding: 'utf8' });
    onTestFailed(() => console.error(stderr));
    const theirs = JSON.parse(stdout) as GaussianMixture & { readonly densities: readonly number[] };
    mixtureLogDensity(mixture, points).forEach((x, n) => expect(x).toBeCloseTo(theirs.densities[n], 4));
    expect(sum(theirs.densities) / 500).toBeCloseTo(logLikelihoods.at(-1) ?? NaN, 8);
    const numbers = ({ weights, means, covariances }: GaussianMixture) =>
      [weights, ...means, ...covariances].flat();
    numbers(mixture).forEach((x, i) => expect(x).toBeCloseTo(numbers(theirs)[i], 4));
    // Of the same mixture to the last digits: one that theirs has moved no further.
    const ours = mixtureLogDensity(theirs, points);
    theirs.densities.forEach((x, n) => expect(ours[n]).toBeCloseTo(x, 4));
  });
});

describe('chooseMixture', () => {
  it('takes one component for a normal distribution and many for a circle', () => {
    const one: GaussianMixture = { weights: [1], means: [[1, 2]], covariances: [[1, 0.3, 0.3, 2]] };
    const options = { key: key(1), floor: 1e-6 };
    const gaussian = chooseMixture(drawMixture(one, key(1), 800), drawMixture(one, key(2), 800), options);
    expect(gaussian.mixture.weights).toHaveLength(1);
    const ring = chooseMixture(circle(800, 1), circle(800, 2), options);
    expect(ring.mixture.weights.length).toBeGreaterThanOrEqual(8);
    const best = ring.tried.toSorted((a, b) => b.heldOut - a.heldOut)[0];
    expect(best.components).toBe(ring.mixture.weights.length);
    const radii = Array.from({ length: 300 }, (_, n) => {
      const { values } = drawMixture(ring.mixture, foldIn(key(5), n), 1);
      return Math.hypot(values[0], values[1]);
    });
    expect(Math.abs(sum(radii) / 300 - 1)).toBeLessThan(0.03);
  });
});

describe('fitStateDensity and drawStates', () => {
  const opened = (preset: typeof tinyVector) => {
    const model = createModel(preset.model);
    const trainer = createTrainer(model, preset);
    return createGenerator(model, trainer, trainer.init(key(2)).parameters);
  };

  it.each([tinyVector, tinyMap])(
    'draws states with the moments of the encoded ones: $name',
    async (preset) => {
      const generator = opened(preset);
      const sequences = swingingSpot(12, 10);
      const density = await fitStateDensity(generator, sequences, { key: key(1), dt: sequences.dt });
      // Every start of three frames in each of twelve trajectories of ten.
      expect(density.states).toBe(12 * 8);
      expect(density.tried[0].components).toBe(1);
      const count = 3000;
      const { q, p } = drawStates(density, generator.model, key(7), count);
      expect(q.shape).toEqual([count, ...generator.model.stateShape]);
      const size = q.data.length / count;
      const state = (n: number) => [
        ...q.data.slice(n * size, (n + 1) * size),
        ...p.data.slice(n * size, (n + 1) * size),
      ];
      const drawn = momentsOf(rows(Array.from({ length: count }, (_, n) => state(n))));
      const seen: number[][] = [];
      for (let first = 0; first < 8; first++) {
        const frames = pickFrames(sequences, [...Array(12).keys()], [first, first + 1, first + 2]);
        const states = await generator.encode(frames);
        for (let n = 0; n < 12; n++) {
          const of = ({ data }: { readonly data: ArrayLike<number> }) =>
            Array.from(data).slice(n * size, (n + 1) * size);
          seen.push([...of(states.q), ...of(states.p)]);
        }
      }
      const encoded = momentsOf(rows(seen));
      const spreads = (from: number) =>
        [encoded, drawn].map(({ covariance }) =>
          sum(Array.from({ length: size }, (_, i) => covariance.get(from + i, from + i))),
        );
      for (const from of [0, size]) {
        const [expected, found] = spreads(from);
        // Two of twelve trajectories are left out of the fit.
        expect(found / expected).toBeGreaterThan(0.75);
        expect(found / expected).toBeLessThan(1.35);
        const apart = Array.from(
          { length: size },
          (_, i) => (drawn.mean[from + i] - encoded.mean[from + i]) ** 2,
        );
        expect(sum(apart) / expected).toBeLessThan(0.05);
      }
      await generator.dispose();
    },
  );

  it('gives the same density for the same key, whose JSON draws the same', async () => {
    const generator = opened(tinyVector);
    const sequences = swingingSpot(6, 10);
    const fit = () => fitStateDensity(generator, sequences, { key: key(1), dt: sequences.dt, states: 30 });
    const density = await fit();
    expect(density.states).toBe(30);
    expect(await fit()).toEqual(density);
    const read = JSON.parse(JSON.stringify(density)) as typeof density;
    expect(drawStates(read, generator.model, key(3), 4)).toEqual(
      drawStates(density, generator.model, key(3), 4),
    );
    await generator.dispose();
  });

  it('leaves out windows that miss a frame, and says where none is whole', async () => {
    const generator = opened(tinyVector);
    const sequences = swingingSpot(6, 10);
    const missing = new Uint8Array(60);
    // Frame 4 of every trajectory: of eight starts three see it.
    for (let trajectory = 0; trajectory < 6; trajectory++) missing[trajectory * 10 + 4] = 1;
    const options = { key: key(1), dt: sequences.dt };
    const { states } = await fitStateDensity(generator, { ...sequences, missing }, options);
    expect(states).toBe(6 * 5);
    await expect(
      fitStateDensity(generator, { ...sequences, missing: missing.fill(1) }, options),
    ).rejects.toThrow('3 frames in a row, 1 apart');
    await generator.dispose();
  });

  it('refuses to draw nothing, and states of another size', () => {
    const density = {
      ...{ states: 1, centre: [1, 2], directions: [[1, 0]], tried: [] },
      mixture: { weights: [1], means: [[0]], covariances: [[1]] },
    };
    expect(() => drawStates(density, { stateShape: [1] }, key(1), 0)).toThrow('at least 1, but got 0');
    expect(() => drawStates(density, { stateShape: [2] }, key(1), 1)).toThrow('of 4 numbers');
  });
});
