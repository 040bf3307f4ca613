import '@hgn/testing';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeDistribution } from '../../test/describeDistribution.ts';
import { tensor } from '../../test/tensors.ts';
import { conditionalGaussian } from './conditionalGaussian.ts';
import { fullGaussian } from './fullGaussian.ts';
import { gaussian } from './gaussian.ts';
import { gaussianMixture } from './gaussianMixture.ts';
import { mixture } from './mixture.ts';
import { softUniform } from './softUniform.ts';

const tilted = {
  mean: [1, -1],
  covariance: [
    [2, 0.9],
    [0.9, 0.5],
  ],
};
const hills = {
  means: [
    [-2, 0],
    [1, 1],
    [0, -3],
  ],
  deviations: [
    [0.5, 1],
    [1, 0.4],
    [0.7, 0.7],
  ],
  weights: [1, 2, 3],
};

describeDistribution('a standard normal distribution', () => gaussian({ features: 2 }), {
  integrateOver: [-7, 7],
});
describeDistribution(
  'a diagonal Gaussian',
  () => gaussian({ features: 2, mean: [1, -1], deviation: [0.5, 2] }),
  { integrateOver: [-13, 13] },
);
describeDistribution(
  'a learnable Gaussian',
  () => gaussian({ features: 1, mean: [1], deviation: [2], learnable: true }),
  { integrateOver: [-20, 20] },
);
describeDistribution(
  'a conditional Gaussian',
  () => conditionalGaussian({ features: 2, context: 3, hidden: [8] }),
  { integrateOver: [-15, 15] },
);
describeDistribution('a full Gaussian', () => fullGaussian(tilted), { integrateOver: [-10, 10] });
describeDistribution('a learnable full Gaussian', () => fullGaussian({ ...tilted, learnable: true }), {
  integrateOver: [-14, 14],
});
describeDistribution('a learnable full Gaussian of four features', () =>
  fullGaussian({
    mean: [0, 1, 2, 3],
    covariance: [
      [2, 0.5, 0.1, 0],
      [0.5, 1, 0.3, 0.2],
      [0.1, 0.3, 3, -0.4],
      [0, 0.2, -0.4, 1.5],
    ],
    learnable: true,
  }),
);
describeDistribution('a mixture of Gaussians', () => gaussianMixture(hills), { integrateOver: [-8, 8] });
describeDistribution(
  'a learnable mixture of Gaussians',
  () => gaussianMixture({ ...hills, learnable: true }),
  { integrateOver: [-10, 10], reparametrised: false },
);
describeDistribution(
  'a mixture of a conditional and another Gaussian',
  () =>
    mixture({
      components: [conditionalGaussian({ features: 2, context: 1, hidden: [6] }), fullGaussian(tilted)],
      weights: [1, 2],
      learnable: true,
    }),
  { integrateOver: [-14, 14], reparametrised: false },
);
describeDistribution('a soft-uniform distribution', () => softUniform({ features: 2 }), {
  integrateOver: [-3, 3],
});
describeDistribution(
  'a very soft-uniform distribution',
  () => softUniform({ features: 1, length: 2, sharpness: 1 }),
  { integrateOver: [-25, 25] },
);

describe('softUniform', () => {
  it.each([
    [3, 2],
    [3, 20],
    [1, 5],
    [0.5, 0.1],
  ])('has the closed-form normaliser: length %f, sharpness %f', (length, sharpness) => {
    // Simpson's rule in float64 over the product of sigmoids itself.
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const reach = length / 2 + 45 / sharpness;
    const cells = 200_000;
    const h = (2 * reach) / cells;
    let sum = 0;
    for (let i = 0; i <= cells; i++) {
      const x = -reach + i * h;
      const value = sigmoid(sharpness * (x + length / 2)) * sigmoid(-sharpness * (x - length / 2));
      sum += value * (i === 0 || i === cells ? 1 : i % 2 === 1 ? 4 : 2);
    }
    const integral = (sum * h) / 3;
    expect(integral).toBeCloseTo(length / (1 - Math.exp(-sharpness * length)), 8);
    const logAtCentre = tf.tidy(
      () =>
        softUniform({ features: 1, length, sharpness })
          .logProb({}, tf.zeros([1, 1]))
          .dataSync()[0],
    );
    const centre = sigmoid((sharpness * length) / 2) ** 2;
    expect(logAtCentre).toBeCloseTo(Math.log(centre / integral), 5);
  });

  it.each([
    [3, 20],
    [2, 1],
  ])(
    'is drawn exactly, by the test of Kolmogorov and Smirnov: length %f, sharpness %f',
    (length, sharpness) => {
      // The distribution function by its own integral: with A = sigma (x + L/2) and B = sigma (x - L/2),
      // F(x) = (softplus(A) - softplus(B)) / (sigma L).
      const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      const F = (x: number): number =>
        (softplus(sharpness * (x + length / 2)) - softplus(sharpness * (x - length / 2))) /
        (sharpness * length);
      const count = 20_000;
      const distribution = softUniform({ features: 1, length, sharpness });
      const samples = Float64Array.from(
        (distribution.noise(key(3), count) as { data: Float32Array }).data,
      ).sort();
      let worst = 0;
      samples.forEach((x, i) => {
        worst = Math.max(worst, Math.abs(F(x) - i / count), Math.abs(F(x) - (i + 1) / count));
      });
      // The 99.9 % point of the Kolmogorov distribution.
      expect(worst * Math.sqrt(count)).toBeLessThan(1.95);
    },
  );
});

describe('fullGaussian', () => {
  it('has the density of its covariance', () => {
    const x = [0.3, -0.2];
    const away = x.map((value, i) => value - tilted.mean[i]);
    const [[a, b], [, d]] = tilted.covariance;
    const det = a * d - b * b;
    const square = (d * away[0] ** 2 - 2 * b * away[0] * away[1] + a * away[1] ** 2) / det;
    const expected = -0.5 * square - 0.5 * Math.log(det) - Math.log(2 * Math.PI);
    for (const learnable of [false, true]) {
      const distribution = fullGaussian({ ...tilted, learnable });
      const p = learnable
        ? {
            mean: tf.tensor1d(tilted.mean),
            logDiagonal: tf.tensor1d([0.5 * Math.log(2), 0.5 * Math.log(0.5 - 0.81 / 2)]),
            below: tf.tensor1d([0.9 / Math.sqrt(2)]),
          }
        : {};
      expect(distribution.logProb(p, tf.tensor2d([x])).dataSync()[0]).toBeCloseTo(expected, 4);
    }
  });

  it('refuses a covariance that is not positive definite, naming the column', () => {
    const covariance = [
      [1, 2, 0],
      [2, 4, 0],
      [0, 0, 1],
    ];
    expect(() => fullGaussian({ mean: [0, 0, 0], covariance })).toThrow(
      'column 1 is constant or a linear combination of the columns before it',
    );
  });
});

describe('gaussianMixture', () => {
  it('is the sum of its components', () => {
    const x = normal(foldIn(key(1), 'x'), [5, 2]);
    tf.tidy(() => {
      const whole = gaussianMixture(hills).logProb({}, tensor(x)).dataSync();
      for (let row = 0; row < 5; row++) {
        let density = 0;
        hills.means.forEach((mean, k) => {
          let term = hills.weights[k] / 6;
          mean.forEach((m, j) => {
            const s = hills.deviations[k][j];
            term *= Math.exp(-0.5 * ((x.data[2 * row + j] - m) / s) ** 2) / (s * Math.sqrt(2 * Math.PI));
          });
          density += term;
        });
        expect(whole[row]).toBeCloseTo(Math.log(density), 4);
      }
    });
  });
});
