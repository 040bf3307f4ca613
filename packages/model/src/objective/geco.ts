import { ndarray } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { ObjectiveConfig } from '../presets/preset.ts';
import type { Objective } from './types.ts';

type GecoConfig = Extract<ObjectiveConfig, { kind: 'geco' }>;

const scalar = (value: number) => ndarray(Float32Array.of(value), []);

/** KL + lambda * (mse - target): the moving average steers lambda only, so gradients come from this batch alone. */
const constrained = (lambda: tf.Tensor, mse: tf.Scalar, kl: tf.Scalar, target: number): tf.Scalar =>
  tf.add(kl, tf.mul(lambda, tf.sub(mse, target)));

/** Takes one violation into a moving average whose value is `constraint / weight`, unbiased from the first step on. */
function average(
  state: Readonly<Record<string, tf.Tensor>>,
  mse: tf.Scalar,
  { decay, target }: GecoConfig,
): { readonly constraint: tf.Tensor; readonly weight: tf.Tensor } {
  return {
    constraint: tf.add(tf.mul(decay, state.constraint), tf.mul(1 - decay, tf.sub(mse, target))),
    weight: tf.add(tf.mul(decay, state.weight), 1 - decay),
  };
}

/**
 * GECO as published (Rezende and Viola 2018, arXiv:1810.00597, algorithm 1): lambda grows by exp(rate * violation).
 * It is kept as its logarithm and clamped, because it overflows where the target is out of reach.
 */
export function geco(config: GecoConfig): Objective {
  const lowest = Math.log(config.minimumLambda);
  const highest = Math.log(config.maximumLambda);
  return {
    init: () => ({
      logLambda: scalar(Math.log(config.initialLambda)),
      constraint: scalar(0),
      weight: scalar(0),
    }),
    loss: (state, { mse, kl }) => constrained(tf.exp(state.logLambda), mse, kl, config.target),
    update(state, mse) {
      const { constraint, weight } = average(state, mse, config);
      const grown = tf.add(state.logLambda, tf.mul(config.rate, tf.div(constraint, weight)));
      return { logLambda: tf.clipByValue(grown, lowest, highest), constraint, weight };
    },
  };
}

/**
 * GECO whose multiplier softplus(v) climbs the loss by Adam at the learning rate `rate`, as in the authors' later
 * code (Higgins et al. 2021, arXiv:2111.05986): its pace does not depend on the size of the violation.
 */
export function gecoByAdam(config: GecoConfig): Objective {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  // softplus(inverse(x)) = x
  const inverse = (lambda: number): number => (lambda > 30 ? lambda : Math.log(Math.expm1(lambda)));
  return {
    init: () => ({
      multiplier: scalar(inverse(config.initialLambda)),
      firstMoment: scalar(0),
      secondMoment: scalar(0),
      firstWeight: scalar(0),
      secondWeight: scalar(0),
      constraint: scalar(0),
      weight: scalar(0),
    }),
    loss: (state, { mse, kl }) => constrained(tf.softplus(state.multiplier), mse, kl, config.target),
    update(state, mse) {
      const { constraint, weight } = average(state, mse, config);
      const slope = tf.mul(tf.div(constraint, weight), tf.sigmoid(state.multiplier));
      const blend = (decay: number, old: tf.Tensor, now: tf.Tensor | number) =>
        tf.add(tf.mul(decay, old), tf.mul(1 - decay, now));
      const firstMoment = blend(beta1, state.firstMoment, slope);
      const secondMoment = blend(beta2, state.secondMoment, tf.square(slope));
      const firstWeight = blend(beta1, state.firstWeight, 1);
      const secondWeight = blend(beta2, state.secondWeight, 1);
      const step = tf.div(
        tf.div(firstMoment, firstWeight),
        tf.add(tf.sqrt(tf.div(secondMoment, secondWeight)), epsilon),
      );
      const climbed = tf.add(state.multiplier, tf.mul(config.rate, step));
      const multiplier = tf.clipByValue(
        climbed,
        inverse(config.minimumLambda),
        inverse(config.maximumLambda),
      );
      return { multiplier, firstMoment, secondMoment, firstWeight, secondWeight, constraint, weight };
    },
  };
}
