import type { Tree, NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { Key, Layer } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { EnergyConfig } from './config.ts';
import { network } from './network.ts';

/** A scalar energy of one half of phase space, V(q) or K(p), for every sample of a batch. */
export interface Energy {
  init(key: Key): Tree<NdArray>;
  /** x: [batch, ...state] to [batch]. */
  apply(parameters: Tree<tf.Tensor>, x: tf.Tensor): tf.Tensor1D;
}

/**
 * Builds V(q) or K(p): an optional quadratic term plus a smooth network, both summed over all outputs.
 *
 * The quadratic term is what lets a latent oscillation start at once: a plain network is flat where it starts,
 * so q hardly moves and the decoder settles on the mean frame. Only the gradient of an energy is ever seen, so
 * its network should end without a bias.
 *
 * @param stateShape shape of q (or p) without the batch
 */
export function energy(config: EnergyConfig, stateShape: readonly number[]): Energy {
  const net: Layer | undefined = config.layers.length > 0 ? network(config.layers, stateShape) : undefined;
  const size = stateShape.reduce((product, n) => product * n, 1);
  if (net === undefined && config.quadratic === 'none') {
    throw new Error(
      'energy: needs a quadratic term or at least one layer, but got neither; an empty energy moves nothing',
    );
  }
  return {
    init(key) {
      return {
        ...(net === undefined ? {} : { network: net.init(key) }),
        ...(config.quadratic === 'learnable'
          ? { frequency: ndarray(geometricGrid(size, config.frequencies ?? [0.5, 3]), stateShape) }
          : {}),
      };
    },
    apply(parameters, x) {
      const own = parameters as { network?: Tree<tf.Tensor>; frequency?: tf.Tensor };
      const batch = x.shape[0];
      const perSample = (values: tf.Tensor): tf.Tensor1D => tf.sum(tf.reshape(values, [batch, -1]), 1);
      const terms: tf.Tensor1D[] = [];
      if (config.quadratic === 'unit') terms.push(perSample(tf.mul(0.5, tf.square(x))));
      if (own.frequency !== undefined) {
        terms.push(perSample(tf.mul(0.5, tf.square(tf.mul(x, own.frequency)))));
      }
      if (net !== undefined && own.network !== undefined) terms.push(perSample(net.apply(own.network, x)));
      return terms.reduce((sum, term) => tf.add(sum, term));
    },
  };
}

function geometricGrid(count: number, [lowest, highest]: readonly [number, number]): Float32Array {
  const ratio = count > 1 ? (highest / lowest) ** (1 / (count - 1)) : 1;
  return Float32Array.from({ length: count }, (_, i) => lowest * ratio ** i);
}
