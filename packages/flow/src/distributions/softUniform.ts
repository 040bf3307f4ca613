import { requireOptions } from '@hgn/options';
import { uniform } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../core/check.ts';
import type { Distribution } from './distribution.ts';
import { fixedDistribution } from './fixed.ts';

/** Options of {@link softUniform}. */
export interface SoftUniformOptions {
  /** Columns of a sample. */
  readonly features: number;
  /** Width L of the interval around 0 on every axis; default 3. */
  readonly length?: number;
  /** Sharpness sigma of its edges; default 20. */
  readonly sharpness?: number;
}

/** A uniform number that is neither 0 nor 1: the logistic quantile of both is infinite. */
const INSIDE = { min: 2 ** -24, max: 1 - 2 ** -24 };

/**
 * A uniform distribution with soft edges: on every axis, the density is sigmoid(sigma (x + L/2)) sigmoid(-sigma (x - L/2))
 * over its integral L / (1 - exp(-sigma L)). It is the density of a uniform number from -L/2 to L/2 plus a logistic one
 * of scale 1 / sigma, which is how it is drawn, exactly: a difference of two logistic distribution functions a distance
 * apart is a constant times their product.
 *
 * Source: the prior of Toth et al. (2020), section 4.4, arXiv:1909.13789; normaliser and sampler derived here.
 *
 * @throws RangeError if a size is not above 0.
 * @example
 * const prior = softUniform({ features: 4, length: 3, sharpness: 20 });
 */
export function softUniform(options: SoftUniformOptions): Distribution {
  requireOptions('softUniform', options, { features: true, length: true, sharpness: true });
  const { features, length = 3, sharpness = 20 } = options;
  wholeNumber('softUniform: features', features);
  positive('softUniform: length', length);
  positive('softUniform: sharpness', sharpness);
  const logNormaliser = Math.log(length) - Math.log(-Math.expm1(-sharpness * length));

  return fixedDistribution('softUniform', features, {
    draw(key, count) {
      const { data } = uniform(key, [count, features, 2], INSIDE);
      const x = Float32Array.from({ length: count * features }, (_, i) => {
        const [place, edge] = [data[2 * i], data[2 * i + 1]];
        return length * (place - 0.5) + Math.log(edge / (1 - edge)) / sharpness;
      });
      return { dtype: 'float32', shape: [count, features], data: x };
    },
    logProb(x) {
      const half = length / 2;
      const edge = (side: 1 | -1): Tensor => tf.softplus(tf.mul(tf.add(tf.mul(x, side), half), -sharpness));
      return tf.neg(tf.sum(tf.add(tf.add(edge(1), edge(-1)), logNormaliser), 1));
    },
  });
}
