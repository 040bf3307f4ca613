import { requireOptions, type OptionNames } from '@hgn/options';
import { ndarray } from '@hgn/autodiff';
import { foldIn } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import { branch, parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { checkWaves, gradientThroughWaves, wavesPerColumn, withWaves } from '../core/waves.ts';
import type { Energy } from './energy.ts';
import { perceptron, smoothActivations, type SmoothActivation } from './perceptron.ts';

/** Options of {@link networkEnergy}. */
export interface NetworkEnergyOptions {
  /** Columns of q or p. */
  readonly features: number;
  /** Columns of the context; default 0. */
  readonly context?: number;
  /** Widths of the hidden layers; default `[128, 128]`. */
  readonly hidden?: readonly number[];
  /** A smooth non-linearity, for training reads second derivatives; default `'swish'`. */
  readonly activation?: SmoothActivation;
  /** Whether a bowl with learnt frequencies, sum of (w x)^2 / 2, is added to the network; default true. */
  readonly quadratic?: boolean;
  /** Factor on the first weights of the last layer; default 1. */
  readonly outputGain?: number;
  /** Angular frequencies of sines and cosines of the point that the network sees beside it; default none. */
  readonly waves?: readonly number[];
}

const networkEnergyOptionNames: OptionNames<NetworkEnergyOptions> = {
  features: true,
  context: true,
  hidden: true,
  activation: true,
  quadratic: true,
  outputGain: true,
  waves: true,
};

/**
 * A perceptron from a point to one number, plus a bowl.
 *
 * Parameters: `network` and, with the bowl, `frequency` [features].
 *
 * @throws RangeError if a size is not a positive whole number, or the non-linearity has kinks.
 * @example
 * const potential = networkEnergy({ features: 2, hidden: [64, 64] });
 */
export function networkEnergy(options: NetworkEnergyOptions): Energy {
  requireOptions('networkEnergy', options, networkEnergyOptionNames);
  const { features, context: columns = 0, hidden = [128, 128], activation = 'swish' } = options;
  const { quadratic = true, outputGain = 1, waves = [] } = options;
  wholeNumber('networkEnergy: features', features);
  wholeNumber('networkEnergy: context', columns, 0);
  if (hidden.length === 0) throw new RangeError('networkEnergy: there must be a hidden layer, but got none');
  for (const width of hidden) wholeNumber('networkEnergy: a hidden width', width);
  if (!smoothActivations.includes(activation)) {
    throw new RangeError(
      `networkEnergy: the activation must be smooth, one of ${smoothActivations.join(', ')}, but got '${activation}'`,
    );
  }
  checkWaves('networkEnergy', waves);
  const seen = features * wavesPerColumn(waves);
  const net = perceptron({ inputs: seen + columns, hidden, activation, outputGain });
  const ofNet = (parameters: ParameterTensors) => branch('networkEnergy', parameters, 'network');
  const withContext = (x: Tensor, context: Tensor | undefined) =>
    context === undefined ? withWaves(x, waves) : tf.concat([withWaves(x, waves), context], 1);

  function check(x: Tensor, context: Tensor | undefined): void {
    rowsOf('networkEnergy: x', x, features);
    contextOf('networkEnergy', context, columns);
  }

  return {
    features,
    context: columns,
    init: (key) => ({
      network: net.init(foldIn(key, 'network')),
      ...(quadratic && { frequency: ndarray(new Float32Array(features).fill(1)) }),
    }),
    value: (parameters, x, context) =>
      scope(() => {
        check(x, context);
        const energy = net.value(ofNet(parameters), withContext(x, context));
        if (!quadratic) return energy;
        const stretched = tf.mul(x, parameter('networkEnergy', parameters, 'frequency'));
        return tf.add(energy, tf.mul(0.5, tf.sum(tf.square(stretched), 1)));
      }),
    gradient: (parameters, x, context) =>
      scope(() => {
        check(x, context);
        const byAll = net.gradient(ofNet(parameters), withContext(x, context));
        const bySeen = columns === 0 ? byAll : tf.slice(byAll, [0, 0], [x.shape[0], seen]);
        const force = gradientThroughWaves(bySeen, x, waves);
        if (!quadratic) return force;
        const stiffness = tf.square(parameter('networkEnergy', parameters, 'frequency'));
        return tf.add(force, tf.mul(x, stiffness));
      }),
  };
}
