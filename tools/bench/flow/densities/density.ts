import type { NdArray } from '@hgn/autodiff';

/** A density that flows are judged on: it can be drawn from, and is known exactly. */
export interface Density {
  readonly title: string;
  /** Columns of a point. */
  readonly features: number;
  /** Draws points [count, features]; other points for every seed. */
  draw(count: number, seed: number): Promise<NdArray>;
  /** Log-density of points [n, features], in nats. */
  logDensity(points: NdArray): Promise<ArrayLike<number>>;
}
