import { requireOptions, type OptionNames } from '@hgn/options';
import { foldIn, mlp, type ActivationName } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requiredContext, rowsOf, wholeNumber } from '../core/check.ts';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { checkWaves, wavesPerColumn, withWaves } from '../core/waves.ts';
import { belowDiagonal } from '../linear/triangular.ts';
import { pointsAlone } from './pointsAlone.ts';
import type { Mapped, Transform } from './transform.ts';

/** Options of {@link conditionalAffine}. */
export interface ConditionalAffineOptions {
  /** Columns of a point. */
  readonly features: number;
  /** Columns of the context that the map is a function of. */
  readonly context: number;
  /** Widths of the hidden layers of its network; default `[128, 128]`. */
  readonly hidden?: readonly number[];
  /** Their non-linearity; default `'relu'`. */
  readonly activation?: ActivationName;
  /** Angular frequencies of sines and cosines of the context that the network sees beside it; default none. */
  readonly waves?: readonly number[];
}

const conditionalAffineOptionNames: OptionNames<ConditionalAffineOptions> = {
  features: true,
  context: true,
  hidden: true,
  activation: true,
  waves: true,
};

/**
 * The affine map y = m + D L x whose mean m, positive diagonal D and unit lower triangular L are one network's function of a
 * context. Of standard normal noise it makes a normal distribution with a full covariance for every context.
 *
 * Starts close to the identity. Parameters: those of the network. Cost: one network evaluation; the inverse takes `features`
 * small steps.
 *
 * @throws RangeError if a size is not a positive whole number, or a frequency not above 0.
 * @example
 * const place = conditionalAffine({ features: 2, context: 2, hidden: [64, 64], waves: [2, 5] });
 */
export function conditionalAffine(options: ConditionalAffineOptions): Transform {
  requireOptions('conditionalAffine', options, conditionalAffineOptionNames);
  const { features, context: columns, hidden = [128, 128], activation = 'relu', waves = [] } = options;
  wholeNumber('conditionalAffine: features', features);
  wholeNumber('conditionalAffine: context', columns);
  checkWaves('conditionalAffine', waves);
  const below = belowDiagonal(features);
  const net = mlp({
    inputs: columns * wavesPerColumn(waves),
    hidden,
    outputs: 2 * features + below,
    activation,
    outputGain: 0.1,
  });

  function partsOf(parameters: ParameterTensors, context: Tensor | undefined) {
    const given = withWaves(requiredContext('conditionalAffine', context, columns), waves);
    const out = net.apply(branch('conditionalAffine', parameters, 'network'), given);
    const [mean, logDiagonal, shear] = tf.split(out, [features, features, below], 1);
    return { mean, logDiagonal, shear };
  }

  /** Column i of L x less x_i itself: the columns before it, weighted. */
  function pull(before: Tensor, shear: Tensor, i: number): Tensor {
    const weights = tf.slice(shear, [0, belowDiagonal(i)], [before.shape[0], i]);
    return tf.sum(tf.mul(weights, before), 1, true);
  }

  function sheared(x: Tensor, shear: Tensor): Tensor {
    const batch = x.shape[0];
    const columnsOf = Array.from({ length: features }, (_, i) => {
      const column = tf.slice(x, [0, i], [batch, 1]);
      return i === 0 ? column : tf.add(column, pull(tf.slice(x, [0, 0], [batch, i]), shear, i));
    });
    return features === 1 ? columnsOf[0] : tf.concat(columnsOf, 1);
  }

  function unsheared(y: Tensor, shear: Tensor): Tensor {
    const found: Tensor[] = [];
    for (let i = 0; i < features; i++) {
      const column = tf.slice(y, [0, i], [y.shape[0], 1]);
      found.push(i === 0 ? column : tf.sub(column, pull(tf.concat(found, 1), shear, i)));
    }
    return features === 1 ? found[0] : tf.concat(found, 1);
  }

  const map = (
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Mapped =>
    scope(() => {
      rowsOf('conditionalAffine: the points', x, features);
      const { mean, logDiagonal, shear } = partsOf(parameters, context);
      const ladj = tf.sum(logDiagonal, 1);
      if (way === 'forward') {
        return { y: tf.add(mean, tf.mul(tf.exp(logDiagonal), sheared(x, shear))), ladj };
      }
      const scaled = tf.mul(tf.sub(x, mean), tf.exp(tf.neg(logDiagonal)));
      return { y: unsheared(scaled, shear), ladj: tf.neg(ladj) };
    });

  return {
    features,
    context: columns,
    init: (key) => ({ network: net.init(foldIn(key, 'network')) }),
    forward: (parameters, x, context) => pointsAlone(map('forward', parameters, x, context)),
    inverse: (parameters, y, context) => pointsAlone(map('inverse', parameters, y, context)),
    forwardAndLadj: (parameters, x, context) => map('forward', parameters, x, context),
    inverseAndLadj: (parameters, y, context) => map('inverse', parameters, y, context),
  };
}
