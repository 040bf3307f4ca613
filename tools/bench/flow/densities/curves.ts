import { ndarray, type NdArray } from '@hgn/autodiff';
import { foldIn, key, normal, uniform } from '@hgn/nn';
import type { Density } from './density.ts';

/** A piece of a curve in the plane, run through from t = 0 to 1 at uniform rate, with a share of the samples. */
export interface Arc {
  readonly at: (t: number) => readonly [number, number];
  readonly share: number;
}

/** Midpoints of the rule along each arc: neighbours lie far closer than one deviation. */
const NODES = 600;

/** Points on arcs with normal noise of one deviation on both coordinates; the density is the integral along the arcs. */
export function alongCurves(title: string, arcs: readonly Arc[], deviation: number): Density {
  const nodes = arcs.flatMap(({ at, share }) =>
    Array.from({ length: NODES }, (_, i) => ({ mean: at((i + 0.5) / NODES), weight: share / NODES })),
  );
  const precision = 1 / (2 * deviation ** 2);
  const scale = 1 / (2 * Math.PI * deviation ** 2);
  return {
    title,
    features: 2,
    draw: (count, seed) => Promise.resolve(drawAlong(arcs, deviation, count, seed)),
    logDensity: (points) =>
      Promise.resolve(
        Float64Array.from({ length: points.shape[0] }, (_, row) => {
          const [x, y] = [points.data[2 * row], points.data[2 * row + 1]];
          let sum = 0;
          for (const { mean, weight } of nodes) {
            sum += weight * Math.exp(-precision * ((x - mean[0]) ** 2 + (y - mean[1]) ** 2));
          }
          return Math.log(scale * sum);
        }),
      ),
  };
}

function drawAlong(arcs: readonly Arc[], deviation: number, count: number, seed: number): NdArray {
  const where = uniform(foldIn(key(seed), 'where'), [count, 2]).data;
  const noise = normal(foldIn(key(seed), 'noise'), [count, 2]).data;
  const data = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    let left = where[2 * i];
    const arc = arcs.find(({ share }) => (left -= share) < 0) ?? arcs[arcs.length - 1];
    const [x, y] = arc.at(where[2 * i + 1]);
    data[2 * i] = x + deviation * noise[2 * i];
    data[2 * i + 1] = y + deviation * noise[2 * i + 1];
  }
  return ndarray(data, [count, 2]);
}
