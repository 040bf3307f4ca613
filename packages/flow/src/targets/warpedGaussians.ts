import { requireOptions } from '@hgn/options';
import { normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { fixedDistribution } from '../distributions/fixed.ts';
import { HALF_LOG_TWO_PI } from '../distributions/gaussian.ts';

/** Options of {@link banana}. */
export interface BananaOptions {
  /** Bend: the second coordinate is moved by this times the square of the first; default 0.5. */
  readonly curvature?: number;
  /** Standard deviations of both coordinates before bending, above 0; default `[1, 0.5]`. */
  readonly deviations?: readonly [number, number];
}

/**
 * A bent normal distribution: y = deviation z + curvature (x^2 - deviation of x^2), which keeps areas and the mean.
 *
 * Source: Haario, Saksman, Tamminen (1999), doi:10.1007/s001800050022.
 *
 * @throws RangeError if a number is out of its range.
 * @example
 * const samples = await draw(banana({ curvature: 1 }), 1000, { seed: 1 });
 */
export function banana(options: BananaOptions = {}): Distribution {
  requireOptions('banana', options, { curvature: true, deviations: true });
  const { curvature = 0.5, deviations = [1, 0.5] } = options;
  for (const deviation of deviations) positive('banana: a deviation', deviation);
  if (!Number.isFinite(curvature)) {
    throw new RangeError(`banana: curvature must be finite, but got ${curvature}`);
  }
  const [wide, narrow] = deviations;
  const bend = (x: number): number => curvature * (x * x - wide * wide);
  return fixedDistribution('banana', 2, {
    draw(key, count) {
      const { data: z } = normal(key, [count, 2]);
      const data = z.map((value, i) => (i % 2 === 0 ? wide * value : narrow * value + bend(wide * z[i - 1])));
      return { dtype: 'float32', shape: [count, 2], data: data };
    },
    logProb(point) {
      const [x, y] = tf.split(point, 2, 1);
      const straight = tf.sub(y, tf.mul(curvature, tf.sub(tf.square(x), wide * wide)));
      const squares = tf.add(tf.square(tf.div(x, wide)), tf.square(tf.div(straight, narrow)));
      return tf.sub(tf.mul(-0.5, tf.sum(squares, 1)), 2 * HALF_LOG_TWO_PI + Math.log(wide * narrow));
    },
  });
}

/** Options of {@link funnel}. */
export interface FunnelOptions {
  /** Columns: one that decides the width, and those whose width it decides; at least 2, default 2. */
  readonly features?: number;
  /** Standard deviation of the first column, above 0; default 1.5. */
  readonly deviation?: number;
}

/**
 * Neal's funnel: the first column v is normal, the others are normal with variance exp(v).
 *
 * Source: Neal (2003), section 8, doi:10.1214/aos/1056562461, where the deviation is 3.
 *
 * @throws RangeError if a number is out of its range.
 * @example
 * const samples = await draw(funnel({ features: 3 }), 1000, { seed: 1 });
 */
export function funnel(options: FunnelOptions = {}): Distribution {
  requireOptions('funnel', options, { features: true, deviation: true });
  const { features = 2, deviation = 1.5 } = options;
  wholeNumber('funnel: features', features, 2);
  positive('funnel: deviation', deviation);
  return fixedDistribution('funnel', features, {
    draw(key, count) {
      const { data: z } = normal(key, [count, features]);
      const data = Float32Array.from(z, (value, i) => {
        const first = i - (i % features);
        return i === first ? deviation * value : value * Math.exp((deviation * z[first]) / 2);
      });
      return { dtype: 'float32', shape: [count, features], data };
    },
    logProb(point) {
      const [v, rest] = tf.split(point, [1, features - 1], 1);
      const squares = tf.add(
        tf.square(tf.div(v, deviation)),
        tf.mul(tf.sum(tf.square(rest), 1, true), tf.exp(tf.neg(v))),
      );
      const logs = tf.add(tf.mul(v, (features - 1) / 2), features * HALF_LOG_TWO_PI + Math.log(deviation));
      return tf.sum(tf.sub(tf.mul(-0.5, squares), logs), 1);
    },
  });
}
