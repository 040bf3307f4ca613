import { requireOptions } from '@hgn/options';
import { ndarray, type NdArray } from '@hgn/autodiff';

/** The way from one latent point to another. */
export interface InterpolateOptions {
  /** Points on the way, both ends included: 2 or more. */
  readonly points: number;
  /**
   * `linear` (default): the straight line. `spherical`: the arc at constant angular speed, which keeps the length of z
   * where both ends have the same, as nearly all of a high-dimensional Gaussian does (White 2016, arXiv:1609.04468).
   */
  readonly path?: 'linear' | 'spherical';
}

/** Below this sine of the angle an arc and a straight line are the same to float32. */
const straight = 1e-4;

/**
 * Points on the way from z `from` to z `to`, both of any one shape, stacked: [points, ...shape]. The ends are the given
 * ones exactly. Between vectors of one direction a spherical path is the linear one.
 *
 * @throws Error when the shapes differ, `points` is below 2, or opposite ends leave the arc undetermined
 * @example
 * import { interpolateLatents } from '@hgn/model';
 * import { ndarray } from '@hgn/autodiff';
 *
 * const ends = [ndarray([1, 0]), ndarray([0, 1])] as const;
 * console.log(interpolateLatents(...ends, { points: 3 }).data); // 1, 0, 0.5, 0.5, 0, 1
 * console.log(interpolateLatents(...ends, { points: 3, path: 'spherical' }).data); // in the middle 0.707, 0.707
 */
export function interpolateLatents(from: NdArray, to: NdArray, options: InterpolateOptions): NdArray {
  requireOptions('interpolateLatents', options, { points: true, path: true });
  const { points, path = 'linear' } = options;
  if (from.shape.join() !== to.shape.join()) {
    throw new Error(
      `interpolateLatents: both ends must have one shape, but got [${from.shape.join(', ')}] and [${to.shape.join(', ')}]`,
    );
  }
  if (!Number.isSafeInteger(points) || points < 2) {
    throw new Error(`interpolateLatents: points must be an integer of at least 2, but got ${points}`);
  }
  const size = from.data.length;
  const weights = path === 'spherical' ? arcWeights(from, to) : lineWeights;
  const way = new Float32Array(points * size);
  for (let i = 0; i < points; i++) {
    if (i === 0 || i === points - 1) {
      way.set(i === 0 ? from.data : to.data, i * size);
      continue;
    }
    const [a, b] = weights(i / (points - 1));
    for (let j = 0; j < size; j++) way[i * size + j] = a * from.data[j] + b * to.data[j];
  }
  return ndarray(way, [points, ...from.shape]);
}

type Weights = (t: number) => readonly [from: number, to: number];

const lineWeights: Weights = (t) => [1 - t, t];

function arcWeights({ data: a }: NdArray, { data: b }: NdArray): Weights {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += a[i] ** 2;
    bb += b[i] ** 2;
    ab += a[i] * b[i];
  }
  if (aa === 0 || bb === 0) return lineWeights;
  const cosine = Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  if (sine < straight && cosine < 0) {
    throw new Error(
      'interpolateLatents: a spherical path between opposite points is not determined; interpolate linearly or over a third point',
    );
  }
  if (sine < straight) return lineWeights;
  return (t) => [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
}
