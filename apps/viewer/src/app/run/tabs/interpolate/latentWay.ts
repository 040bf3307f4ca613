import { interpolateLatents } from '@hgn/model';

/** Points on the way from one z to another, both ends included. */
export function latentWay(
  from: Float32Array,
  to: Float32Array,
  points: number,
  path: 'linear' | 'spherical',
): Float32Array {
  const shape = [from.length];
  const array = (data: Float32Array) => ({ dtype: 'float32', shape, data }) as const;
  return interpolateLatents(array(from), array(to), { points, path }).data as Float32Array;
}
