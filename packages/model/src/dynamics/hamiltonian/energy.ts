import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import { foldIn, type Key, type Layer } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { EnergyConfig } from '../config.ts';
import { bodiesEnergy } from './bodies.ts';

/** A scalar energy of latent coordinates for every sample of a batch. */
export interface Energy {
  init(key: Key): Tree<NdArray>;
  /** x: [batch, ...shape] to [batch]. */
  apply(parameters: Tree<tf.Tensor>, x: tf.Tensor): tf.Tensor1D;
  /** The terms of networks alone, those of bodies included, x: [batch, ...shape] to [batch]; absent where there is none. */
  readonly network?: (parameters: Tree<tf.Tensor>, x: tf.Tensor) => tf.Tensor1D;
  /** The factors of the quadratic term sum (w_i x_i)^2 / 2, a scalar or of `shape`; absent where there is none. */
  readonly quadratic?: (parameters: Tree<tf.Tensor>) => tf.Tensor;
  /** Multiply-adds of one evaluation for one sample. */
  readonly macs: number;
}

/**
 * Builds V(q), K(p) or H(q, p): an optional quadratic term plus a smooth network, both summed over all outputs.
 *
 * The quadratic term is what lets a latent oscillation start at once: a plain network is flat where it starts,
 * so q hardly moves and the decoder settles on the mean frame. Only the gradient of an energy is ever seen, so
 * its network should end without a bias.
 *
 * @param shape shape of x without the batch
 * @param options.joint x is q and p side by side: learnable frequencies then start at 1 for p
 */
export function energy(
  config: EnergyConfig,
  shape: readonly number[],
  { joint = false }: { readonly joint?: boolean } = {},
): Energy {
  const net: Layer | undefined = config.layers.length > 0 ? network(config.layers, shape) : undefined;
  const { bodies } = config;
  if (bodies !== undefined && joint) {
    throw new Error(
      'energy: bodies must be told their places and momenta apart; use dynamics of type hamiltonian',
    );
  }
  const ofBodies = bodies && bodiesEnergy(bodies, shape);
  if (net === undefined && config.quadratic === 'none' && !ofBodies?.moves) {
    throw new Error(
      'energy: needs a quadratic term or at least one layer, but got neither; an empty energy moves nothing',
    );
  }
  const perSample = (values: tf.Tensor): tf.Tensor1D => tf.sum(tf.reshape(values, [values.shape[0], -1]), 1);
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as { network: Tree<tf.Tensor>; frequency: tf.Tensor; bodies: Tree<tf.Tensor> };
  /** Every learnt factor stands for one coordinate, or for all those of a body. */
  const factors = (parameters: Tree<tf.Tensor>): tf.Tensor => {
    const { frequency } = own(parameters);
    return ofBodies === undefined ? frequency : tf.tile(frequency, [ofBodies.dimensions]);
  };
  const networks = (parameters: Tree<tf.Tensor>, x: tf.Tensor): tf.Tensor1D[] => [
    ...(net ? [perSample(net.apply(own(parameters).network, x))] : []),
    ...(ofBodies?.moves ? ofBodies.apply(own(parameters).bodies, x) : []),
  ];
  const total = (terms: readonly tf.Tensor1D[]) => terms.reduce((sum, term) => tf.add(sum, term));
  const hasNetworks = net !== undefined || ofBodies?.moves === true;
  const parts: Pick<Energy, 'network' | 'quadratic'> = {
    ...(hasNetworks && { network: (parameters, x) => total(networks(parameters, x)) }),
    ...(config.quadratic !== 'none' && {
      quadratic: (parameters) => (config.quadratic === 'unit' ? tf.scalar(1) : factors(parameters)),
    }),
  };
  const factorShape = bodies === undefined ? shape : [bodies.count];
  return {
    ...parts,
    init(key) {
      return {
        ...(net === undefined ? {} : { network: net.init(key) }),
        ...(config.quadratic === 'learnable'
          ? { frequency: firstFrequencies(factorShape, startingRange(config), joint) }
          : {}),
        ...(ofBodies?.moves && { bodies: ofBodies.init(foldIn(key, 'bodies')) }),
      };
    },
    apply(parameters, x) {
      const terms: tf.Tensor1D[] = [];
      if (config.quadratic === 'unit') terms.push(perSample(tf.mul(0.5, tf.square(x))));
      if (config.quadratic === 'learnable') {
        terms.push(perSample(tf.mul(0.5, tf.square(tf.mul(x, factors(parameters))))));
      }
      return total([...terms, ...networks(parameters, x)]);
    },
    macs: (net?.macs(shape) ?? 0) + (ofBodies?.macs ?? 0),
  };
}

/** Without data at hand only the number of frequencies matters, which any range gives. */
function startingRange({ frequencies }: EnergyConfig): readonly [number, number] {
  return frequencies === undefined || frequencies === 'data' ? [0.5, 3] : frequencies;
}

function firstFrequencies(
  shape: readonly number[],
  [lowest, highest]: readonly [number, number],
  joint: boolean,
): NdArray {
  const channels = shape[shape.length - 1];
  const size = shape.reduce((product, n) => product * n, 1);
  const positions = joint ? channels / 2 : channels;
  const count = (size / channels) * positions;
  const ratio = count > 1 ? (highest / lowest) ** (1 / (count - 1)) : 1;
  let i = 0;
  const values = Float32Array.from({ length: size }, (_, at) =>
    at % channels < positions ? lowest * ratio ** i++ : 1,
  );
  return ndarray(values, shape);
}
