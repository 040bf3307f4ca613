import type { Objective } from './types.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { ObjectiveConfig } from '../presets/preset.ts';
import { geco, gecoByAdam } from './geco.ts';

/**
 * Builds the objective: the ELBO with a fixed KL weight (Higgins et al. 2017), or GECO (Rezende & Viola 2018,
 * arXiv:1810.00597), which weighs the reconstruction by a multiplier that grows while the constraint
 * mse <= target is violated. The multiplier is kept in logarithms and clamped.
 */
export function createObjective(config: ObjectiveConfig): Objective {
  if (config.kind === 'elbo') {
    return {
      init: () => ({}),
      loss: (_, { mse, kl }) => tf.add(mse, tf.mul(config.beta, kl)),
      update: (state) => state,
    };
  }
  if (config.kind === 'hnn') {
    return {
      init: () => ({}),
      loss: (_, { mse, prediction, consistency, shrinkage }) => {
        const terms = tf.add(tf.mul(config.prediction, prediction), tf.mul(config.consistency, consistency));
        const published = tf.add<tf.Scalar>(mse, terms);
        return config.variance ? tf.add(published, tf.mul(config.variance, shrinkage)) : published;
      },
      update: (state) => state,
    };
  }
  return config.ascent === 'adam' ? gecoByAdam(config) : geco(config);
}
