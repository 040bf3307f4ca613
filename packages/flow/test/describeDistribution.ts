import { ndarray, valueAndGrad, treeLeaves, treePaths, toTensors } from '@hgn/autodiff';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asFlow,
  trainedFlow,
  type Distribution,
  type NoiseTensors,
  type ParameterTensors,
} from '../src/index.ts';
import { perturbed, tensor, tensors } from './tensors.ts';

/** What is special about a distribution. */
export interface DistributionCase {
  /** Whether samples follow the parameters and so carry gradients; default true. */
  readonly reparametrised?: boolean;
  /** For one or two features: the interval, on every axis, that holds all but a negligible part of the density. */
  readonly integrateOver?: readonly [number, number];
  /** Cells per axis of that integral, smaller than what the density varies over; default 140. */
  readonly cells?: number;
  /** How far it may be from 1; default 1e-3. */
  readonly integralTolerance?: number;
  /** How far from their start parameters are tried; default 0.3. */
  readonly perturbation?: number;
}

const COUNT = 4000;

/** What every distribution must do: integrate to 1, agree with its own samples, learn, leak nothing. */
export function describeDistribution(
  name: string,
  make: () => Distribution,
  options: DistributionCase = {},
): void {
  const { reparametrised = true, integrateOver, cells = 140, integralTolerance = 1e-3 } = options;
  describe(`${name} as a distribution`, () => {
    const distribution = make();
    const { features, context: columns } = distribution;
    const parameters = perturbed(distribution.init(key(1)), 2, options.perturbation ?? 0.3);
    const one = normal(foldIn(key(3), 'context'), [1, Math.max(1, columns)]);
    const context = (rows: number) => (columns > 0 ? tf.tile(tensor(one), [rows, 1]) : undefined);
    const noise = (count: number, seed = 4): NoiseTensors => toTensors(distribution.noise(key(seed), count));

    it('draws the same samples from the same key, and fewer are the first of more', () => {
      tf.tidy(() => {
        const p = tensors(parameters);
        const many = distribution.sample(p, noise(64), context(64));
        expect(many.shape).toEqual([64, features]);
        expect(distribution.sample(p, noise(64), context(64))).toBeAllClose(many, {
          absolute: 0,
          relative: 0,
        });
        expect(distribution.sample(p, noise(8), context(8))).toBeAllClose(
          tf.slice(many, [0, 0], [8, features]),
        );
        const others = distribution.sample(p, noise(64, 5), context(64));
        expect(Array.from(others.dataSync())).not.toEqual(Array.from(many.dataSync()));
      });
    });

    it('gives samples the log-density that logProb gives', () => {
      tf.tidy(() => {
        const p = tensors(parameters);
        const { x, logProb } = distribution.sampleAndLogProb(p, noise(64), context(64));
        expect(x).toBeAllClose(distribution.sample(p, noise(64), context(64)));
        expect(logProb.shape).toEqual([64]);
        expect(logProb).toBeAllClose(distribution.logProb(p, x, context(64)), {
          absolute: 2e-4,
          relative: 1e-4,
        });
      });
    });

    if (integrateOver && features <= 2) {
      const [low, high] = integrateOver;
      const width = (high - low) / cells;
      const size = features === 1 ? cells : cells * cells;
      const points = new Float32Array(size * features);
      for (let i = 0; i < size; i++) {
        points[i * features] = low + ((i % cells) + 0.5) * width;
        if (features === 2) points[i * 2 + 1] = low + (Math.floor(i / cells) + 0.5) * width;
      }
      let density = new Float64Array(size);

      beforeAll(async () => {
        const whole = trainedFlow(asFlow(distribution), { parameters }, { engine: 'onnx-cpu' });
        const rows = columns > 0 ? { context: new Array<ArrayLike<number>>(size).fill(one.data) } : {};
        density = Float64Array.from(await whole.logProb(ndarray(points, [size, features]), rows)).map(
          Math.exp,
        );
        await whole.dispose();
      });

      it('integrates to 1', () => {
        const sum = density.reduce((a, b) => a + b, 0) * width ** features;
        expect(Math.abs(sum - 1)).toBeLessThan(integralTolerance);
      });

      it('has samples where its density says', () => {
        // Chi-squared of sample counts in coarse cells against the integral of the density over them.
        const coarse = features === 1 ? 20 : 8;
        const expected = new Float64Array(coarse ** features);
        const counts = new Float64Array(coarse ** features);
        const cellOf = (point: ArrayLike<number>): number => {
          let cell = 0;
          for (let f = features - 1; f >= 0; f--) {
            const at = Math.floor(((point[f] - low) / (high - low)) * coarse);
            cell = cell * coarse + Math.max(0, Math.min(coarse - 1, at));
          }
          return cell;
        };
        for (let i = 0; i < size; i++) {
          expected[cellOf(points.slice(i * features, (i + 1) * features))] +=
            density[i] * width ** features * COUNT;
        }
        const samples = tf.tidy(() =>
          distribution.sample(tensors(parameters), noise(COUNT, 11), context(COUNT)).dataSync(),
        );
        for (let i = 0; i < COUNT; i++) counts[cellOf(samples.slice(i * features, (i + 1) * features))]++;
        let chiSquared = 0;
        let degrees = -1;
        let [rareExpected, rareCount] = [0, 0];
        expected.forEach((mean, cell) => {
          if (mean < 8) {
            rareExpected += mean;
            rareCount += counts[cell];
          } else {
            chiSquared += (counts[cell] - mean) ** 2 / mean;
            degrees++;
          }
        });
        if (rareExpected >= 8) {
          chiSquared += (rareCount - rareExpected) ** 2 / rareExpected;
          degrees++;
        }
        // Five deviations of a chi-squared variable: once in a million for a right sampler.
        expect(chiSquared).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees) + 5);
      });
    }

    it('gives every parameter a gradient, through densities and through samples', () => {
      tf.tidy(() => {
        if (treeLeaves(parameters).length === 0) return;
        const x = distribution.sample(tensors(parameters), noise(64), context(64));
        const weights = tensor(normal(key(9), [64, features]));
        const objectives = [
          (p: ParameterTensors) => tf.sum(distribution.logProb(p, x, context(64))),
          ...(reparametrised
            ? [
                (p: ParameterTensors) =>
                  tf.sum(tf.mul(weights, distribution.sample(p, noise(64), context(64)))),
              ]
            : []),
        ];
        for (const objective of objectives) {
          const { grad } = valueAndGrad(objective)(tensors(parameters));
          treeLeaves<tf.Tensor>(grad).forEach((g, i) => {
            const values = Array.from(g.dataSync());
            expect(values.every(Number.isFinite), treePaths(grad)[i]).toBe(true);
            expect(
              values.some((value) => value !== 0),
              treePaths(grad)[i],
            ).toBe(true);
          });
        }
      });
    });

    it('leaves no tensor behind', () => {
      const [p, z, c] = [tensors(parameters), noise(8), context(8)];
      const before = tf.memory().numTensors;
      const { x, logProb } = distribution.sampleAndLogProb(p, z, c);
      const [again, its] = [distribution.sample(p, z, c), distribution.logProb(p, x, c)];
      tf.dispose([x, logProb, again, its]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('refuses points of another width', () => {
      expect(() =>
        distribution.logProb(tensors(parameters), tf.zeros([2, features + 1]), context(2)),
      ).toThrow(/must have the shape/);
    });
  });
}
