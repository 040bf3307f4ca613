import { requireOptions, type OptionNames } from '@hgn/options';
import { logSumExp } from '@hgn/autodiff';
import { foldIn, normal, randint } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { fixedDistribution } from '../distributions/fixed.ts';

/** Options of {@link pinwheel}. */
export interface PinwheelOptions {
  /** Number of arms; default 5. */
  readonly arms?: number;
  /** Standard deviation along an arm, above 0; default 0.3. */
  readonly radialDeviation?: number;
  /** Standard deviation across it, above 0; default 0.1. */
  readonly tangentialDeviation?: number;
  /** How much the arms are wound: the angle grows by this times exp(distance from the origin); default 0.25. */
  readonly rate?: number;
}

const pinwheelOptionNames: OptionNames<PinwheelOptions> = {
  arms: true,
  radialDeviation: true,
  tangentialDeviation: true,
  rate: true,
};

/**
 * A pinwheel: normal arms around the origin, wound by an angle that depends on the distance from it. Winding keeps
 * areas, so the density of the wound arms is that of the straight ones.
 *
 * Source: after Johnson et al. (2016), arXiv:1603.06277, whose angle depends on the distance along the arm instead,
 * which does not keep areas.
 *
 * @throws RangeError if a number is out of its range.
 * @example
 * const samples = await draw(pinwheel({ arms: 7 }), 1000, { seed: 1 });
 */
export function pinwheel(options: PinwheelOptions = {}): Distribution {
  requireOptions('pinwheel', options, pinwheelOptionNames);
  const { arms = 5, radialDeviation = 0.3, tangentialDeviation = 0.1, rate = 0.25 } = options;
  wholeNumber('pinwheel: arms', arms);
  positive('pinwheel: radialDeviation', radialDeviation);
  positive('pinwheel: tangentialDeviation', tangentialDeviation);
  if (!Number.isFinite(rate)) throw new RangeError(`pinwheel: rate must be finite, but got ${rate}`);
  const logHeight = -Math.log(2 * Math.PI * radialDeviation * tangentialDeviation * arms);

  return fixedDistribution('pinwheel', 2, {
    draw(key, count) {
      const arm = randint(foldIn(key, 'arm'), [count], { max: arms }).data;
      const noise = normal(foldIn(key, 'noise'), [count, 2]).data;
      const data = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const [along, across] = [1 + radialDeviation * noise[2 * i], tangentialDeviation * noise[2 * i + 1]];
        const angle = (2 * Math.PI * arm[i]) / arms + rate * Math.exp(Math.hypot(along, across));
        data[2 * i] = along * Math.cos(angle) - across * Math.sin(angle);
        data[2 * i + 1] = along * Math.sin(angle) + across * Math.cos(angle);
      }
      return { dtype: 'float32', shape: [count, 2], data };
    },
    logProb(point) {
      const [x, y] = tf.split(point, 2, 1);
      const distance = tf.sqrt(tf.add(tf.square(x), tf.square(y)));
      const starts = tf.tensor2d([Array.from({ length: arms }, (_, i) => (2 * Math.PI * i) / arms)]);
      const angle = tf.add(starts, tf.mul(rate, tf.exp(distance)));
      const [cos, sin] = [tf.cos(angle), tf.sin(angle)];
      const along = tf.add(tf.mul(x, cos), tf.mul(y, sin));
      const across = tf.sub(tf.mul(y, cos), tf.mul(x, sin));
      const squares = tf.add(
        tf.square(tf.div(tf.sub(along, 1), radialDeviation)),
        tf.square(tf.div(across, tangentialDeviation)),
      );
      return tf.add(logSumExp(tf.mul(-0.5, squares), 1), logHeight);
    },
  });
}
