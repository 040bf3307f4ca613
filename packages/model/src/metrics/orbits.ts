/**
 * Trajectories of equal length through phase space, as flat arrays with the coordinate running fastest. A dataset of
 * @hgn/datasets is one; of a compiled rollout take `q.data` and `p.data`.
 */
export interface Orbits {
  readonly trajectories: number;
  /** Frames per trajectory. */
  readonly length: number;
  /** [trajectory, frame, coordinate] */
  readonly q: ArrayLike<number>;
  /** [trajectory, frame, coordinate] */
  readonly p: ArrayLike<number>;
}

/**
 * Coordinates of q (and of p) per state.
 *
 * @throws RangeError when q and p differ in size or do not divide into trajectories and frames
 */
export function coordinatesOf(where: string, { trajectories, length, q, p }: Orbits): number {
  const coordinates = q.length / (trajectories * length);
  if (p.length !== q.length || !Number.isInteger(coordinates) || coordinates < 1) {
    throw new RangeError(
      `${where}: q and p must both hold ${trajectories} trajectories x ${length} frames x coordinates, but got ${q.length} and ${p.length} numbers; check the shapes`,
    );
  }
  return coordinates;
}

/** Mean and population variance of the entries `start`, `start + stride`, … of which there are `count`. */
export function columnMoments(
  values: ArrayLike<number>,
  start: number,
  stride: number,
  count: number,
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[start + i * stride] / count;
  let variance = 0;
  for (let i = 0; i < count; i++) variance += (values[start + i * stride] - mean) ** 2 / count;
  return { mean, variance };
}
