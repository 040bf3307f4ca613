import { requireOptions, type OptionNames } from '@hgn/options';
import * as tf from '@tensorflow/tfjs-core';
import { positive } from '../core/check.ts';
import { coupling, type CouplingOptions } from './coupling.ts';
import type { Transform } from './transform.ts';

/** Options of {@link affineCoupling}. */
export interface AffineCouplingOptions extends CouplingOptions {
  /** Log-scales lie between plus and minus this number; default 2. */
  readonly logScaleBound?: number;
}

const affineCouplingOptionNames: OptionNames<AffineCouplingOptions> = {
  logScaleBound: true,
  features: true,
  context: true,
  moves: true,
  hidden: true,
  activation: true,
};

/**
 * The coupling layer of RealNVP: half of the columns stay, the others become `y = x exp(s) + t` with s and t a
 * network's function of the former.
 *
 * Cost: one network evaluation in either direction.
 *
 * Source: Dinh, Sohl-Dickstein, Bengio (2017), equations 7 and 8, arXiv:1605.08803.
 *
 * @throws RangeError if a size is not a positive whole number.
 * @example
 * const layer = affineCoupling({ features: 2, hidden: [64, 64], moves: 'earlier' });
 */
export function affineCoupling(options: AffineCouplingOptions): Transform {
  requireOptions('affineCoupling', options, affineCouplingOptionNames);
  const { logScaleBound = 2 } = options;
  positive('affineCoupling: logScaleBound', logScaleBound);
  const scaleAndShift = (raw: tf.Tensor) => {
    const [scale, shift] = tf.split(raw, 2, 1);
    return { logScale: tf.mul(tf.tanh(tf.div(scale, logScaleBound)), logScaleBound), shift };
  };
  return coupling('affineCoupling', options, {
    width: 2,
    forward(x, raw) {
      const { logScale, shift } = scaleAndShift(raw);
      return { y: tf.add(tf.mul(x, tf.exp(logScale)), shift), ladj: broadcastTo(logScale, x) };
    },
    inverse(y, raw) {
      const { logScale, shift } = scaleAndShift(raw);
      const ladj = tf.neg(logScale);
      return { y: tf.mul(tf.sub(y, shift), tf.exp(ladj)), ladj: broadcastTo(ladj, y) };
    },
  });
}

/** Gives one row of values to every row of a batch; leaves a batch of values as it is. */
function broadcastTo(values: tf.Tensor, batch: tf.Tensor): tf.Tensor {
  return values.shape[0] === batch.shape[0] ? values : tf.add(values, tf.zerosLike(batch));
}
