import { requireOptions } from '@hgn/options';
import { uniform } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { fixedDistribution } from '../distributions/fixed.ts';

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions {
  /** Squares along a side, an even number; default 4. */
  readonly squares?: number;
  /** Half the side of the board, above 0; default 2. */
  readonly size?: number;
}

/**
 * Uniform on the dark squares of a board around the origin; the log-density elsewhere is -Infinity.
 *
 * @throws RangeError if `squares` is not even or `size` not above 0.
 * @example
 * const samples = await draw(checkerboard(), 1000, { seed: 1 });
 */
export function checkerboard(options: CheckerboardOptions = {}): Distribution {
  requireOptions('checkerboard', options, { squares: true, size: true });
  const { squares = 4, size = 2 } = options;
  wholeNumber('checkerboard: squares', squares, 2);
  if (squares % 2 !== 0) throw new RangeError(`checkerboard: squares must be even, but got ${squares}`);
  positive('checkerboard: size', size);
  const side = (2 * size) / squares;
  const logHeight = -Math.log((2 * size) ** 2 / 2);

  return fixedDistribution('checkerboard', 2, {
    draw(key, count) {
      const { data: u } = uniform(key, [count, 2]);
      const data = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const row = Math.floor(u[2 * i + 1] * squares);
        // Half as many dark squares in a row as there are squares: the first number runs through those.
        const along = u[2 * i] * (squares / 2);
        const column = 2 * Math.floor(along) + (row % 2);
        data[2 * i] = -size + side * (column + (along % 1));
        data[2 * i + 1] = -size + side * (u[2 * i + 1] * squares);
      }
      return { dtype: 'float32', shape: [count, 2], data };
    },
    logProb(point) {
      const cell = tf.floor(tf.div(tf.add(point, size), side));
      const inside = tf.all(tf.logicalAnd(tf.greaterEqual(cell, 0), tf.less(cell, squares)), 1);
      const dark = tf.equal(tf.mod(tf.sum(cell, 1), 2), 0);
      const within = tf.logicalAnd(inside, dark);
      return tf.where(within, tf.fill(within.shape, logHeight), tf.fill(within.shape, -Infinity));
    },
  });
}
