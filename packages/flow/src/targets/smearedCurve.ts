import { foldIn, normal, uniform } from '@hgn/nn';
import type { Distribution } from '../distributions/distribution.ts';
import { fixedDistribution } from '../distributions/fixed.ts';
import { gaussianMixture } from '../distributions/gaussianMixture.ts';
import { gaussLegendre } from './gaussLegendre.ts';

/** A piece of a curve in the plane, run through from t = 0 to 1 at uniform rate. */
export interface Piece {
  readonly at: (t: number) => readonly [number, number];
  /** Its share of the samples; shares are relative. */
  readonly weight: number;
  /** Quadrature points; enough that neighbours lie less than one deviation apart. */
  readonly points: number;
}

/**
 * Points on a curve with normal noise of one deviation on both coordinates. The density is an integral over the curve,
 * which Gauss-Legendre quadrature gives to float32 precision: as smooth an integrand converges exponentially once
 * neighbouring points are closer than the deviation.
 */
export function smearedCurve(name: string, pieces: readonly Piece[], deviation: number): Distribution {
  const total = pieces.reduce((sum, { weight }) => sum + weight, 0);
  const nodes = pieces.flatMap(({ at, weight, points }) => {
    const rule = gaussLegendre(points, 0, 1);
    return rule.points.map((t, i) => ({ mean: at(t), weight: (rule.weights[i] * weight) / total }));
  });
  const density = gaussianMixture({
    means: nodes.map(({ mean }) => mean),
    weights: nodes.map(({ weight }) => weight),
    deviations: deviation,
  });
  const ends = pieces.map((_, i) =>
    pieces.slice(0, i + 1).reduce((sum, { weight }) => sum + weight / total, 0),
  );

  return fixedDistribution(name, 2, {
    draw(key, count) {
      const where = uniform(foldIn(key, 'where'), [count, 2]).data;
      const noise = normal(foldIn(key, 'noise'), [count, 2]).data;
      const data = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const found = ends.findIndex((end) => where[2 * i] < end);
        const [x, y] = pieces[found < 0 ? pieces.length - 1 : found].at(where[2 * i + 1]);
        data[2 * i] = x + deviation * noise[2 * i];
        data[2 * i + 1] = y + deviation * noise[2 * i + 1];
      }
      return { dtype: 'float32', shape: [count, 2], data };
    },
    logProb: (x) => density.logProb({}, x),
  });
}
