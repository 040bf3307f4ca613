import '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeDistribution } from '../../test/describeDistribution.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { gaussLegendre } from './gaussLegendre.ts';
import { targets, type TargetName } from './targets.ts';

/** The square that holds a target, and how finely it must be cut. */
const squares: Record<TargetName, { reach: number; cells?: number }> = {
  eightGaussians: { reach: 4 },
  twoMoons: { reach: 3 },
  twoCrescents: { reach: 5 },
  pinwheel: { reach: 3 },
  checkerboard: { reach: 2.5, cells: 100 },
  rings: { reach: 3.2 },
  swissRoll: { reach: 3 },
  frame: { reach: 3 },
  banana: { reach: 12 },
  funnel: { reach: 60, cells: 800 },
};

for (const [name, make] of Object.entries(targets)) {
  const { reach, cells = 140 } = squares[name as TargetName];
  const tolerance = name === 'funnel' ? 5e-3 : 1e-3;
  describeDistribution(name, make, { integrateOver: [-reach, reach], cells, integralTolerance: tolerance });
}
describeDistribution('a funnel of four features', () => targets.funnel({ features: 4 }));

const densityAt = (target: Distribution, x: number, y: number): number =>
  tf.tidy(() => Math.exp(target.logProb({}, tf.tensor2d([[x, y]])).dataSync()[0]));

/** The midpoint rule over a curve with normal noise, in float64. */
function bruteForce(
  curve: (t: number) => readonly [number, number],
  deviation: number,
  [x, y]: readonly [number, number],
): number {
  const count = 20_000;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const [cx, cy] = curve((i + 0.5) / count);
    sum += Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * deviation ** 2));
  }
  return sum / count / (2 * Math.PI * deviation ** 2);
}

describe('densities along curves', () => {
  it.each([
    [0.9, 0.3],
    [-0.2, 0.9],
    [1.1, -0.6],
    [0.5, 0.2],
  ])('two moons at (%f, %f): the integral over both half circles', (x, y) => {
    const arcs = [
      (t: number) => [Math.cos(Math.PI * t), Math.sin(Math.PI * t)] as const,
      (t: number) => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t)] as const,
    ];
    const expected = arcs.reduce((sum, arc) => sum + bruteForce(arc, 0.1, [x, y]) / 2, 0);
    expect(densityAt(targets.twoMoons(), x, y) / expected).toBeCloseTo(1, 4);
  });

  it.each([0, 0.4, 0.75, 1.6, 2.2])('rings at radius %f: a Bessel function', (r) => {
    // I0(z) exp(-z) by its integral representation, NIST DLMF 10.32.1, with the trapezoidal rule.
    const scaledBessel = (z: number): number => {
      const count = 4000;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += Math.exp(z * (Math.cos((2 * Math.PI * i) / count) - 1));
      return sum / count;
    };
    const variance = 0.01;
    const expected = [0.75, 1.5, 2.25].reduce(
      (sum, radius) =>
        sum +
        (Math.exp(-((r - radius) ** 2) / (2 * variance)) * scaledBessel((r * radius) / variance)) /
          (3 * 2 * Math.PI * variance),
      0,
    );
    const found = densityAt(targets.rings(), r * Math.cos(0.7), r * Math.sin(0.7));
    if (expected > 1e-9) expect(found / expected).toBeCloseTo(1, 3);
    else expect(found).toBeLessThan(1e-8);
  });

  it('the Swiss roll on the roll and beside it', () => {
    const roll = (t: number) => {
      const angle = 1.5 * Math.PI * (1 + 2 * t);
      return [(angle * Math.cos(angle)) / 7, (angle * Math.sin(angle)) / 7] as const;
    };
    for (const t of [0.02, 0.3, 0.8, 1]) {
      const [x, y] = roll(t);
      for (const off of [0, 0.15]) {
        const found = densityAt(targets.swissRoll(), x + off, y);
        expect(found / bruteForce(roll, 0.1, [x + off, y])).toBeCloseTo(1, 3);
      }
    }
  });
});

describe('gaussLegendre', () => {
  it('integrates polynomials up to degree 2 n - 1', () => {
    const { points, weights } = gaussLegendre(5, -1, 2);
    for (let degree = 0; degree <= 9; degree++) {
      const sum = points.reduce((total, x, i) => total + weights[i] * x ** degree, 0);
      expect(sum).toBeCloseTo((2 ** (degree + 1) - (-1) ** (degree + 1)) / (degree + 1), 9);
    }
    const tenth = points.reduce((total, x, i) => total + weights[i] * x ** 10, 0);
    expect(Math.abs(tenth - (2 ** 11 + 1) / 11)).toBeGreaterThan(1e-3);
  });
});
