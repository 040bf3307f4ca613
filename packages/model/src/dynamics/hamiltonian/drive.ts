import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import { normal, split, type Key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { DriveConfig } from '../config.ts';
import type { DriveShape, DynamicsOptions } from '../types.ts';
import type { LatentState } from '../latent.ts';
import type { Energy } from './energy.ts';

/** What drives a system: W(q, u) beside the energies of its own. */
export interface Drive {
  readonly shape: DriveShape;
  init(key: Key): Tree<NdArray>;
  /** V + W as it is from each frame to the next, in turn. */
  potentials(
    V: Energy,
    parameters: Tree<tf.Tensor>,
    state: LatentState,
    options: DynamicsOptions,
  ): readonly Energy[];
  /** Multiply-adds of one evaluation of W for one sample. */
  readonly macs: number;
}

type Own = {
  /** [features, coordinates of q] */
  readonly force: tf.Tensor;
  /** Logarithm of the learnt period over the given one, a scalar; of a clock alone. */
  readonly slowness?: tf.Tensor;
  readonly network?: Tree<tf.Tensor>;
};

/** How far forces are from 0 before training: a drive that does nothing is slow to be found. */
const firstForce = 0.1;

/**
 * Builds W(q, u) = -f(u) . q + net(q, u), with f linear in u; where u comes with the data, less net(q, 0), so that u = 0
 * does no work.
 *
 * What drives is held at its mean from each frame to the next, which keeps every step symplectic (friction apart), undone by
 * the step of -dt with the same drive, and exact to order 2 in the time between two frames: of the Magnus expansion the first
 * term. Source: S. Blanes, F. Casas, A Concise Introduction to Geometric Numerical Integration, section 4.4.
 *
 * @throws Error when the layers do not fit, channels or harmonics are not whole numbers from 1 on, or a period is not above 0
 */
export function createDrive(config: DriveConfig, stateShape: readonly number[]): Drive {
  const count = config.by === 'data' ? config.channels : config.harmonics;
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new Error(
      `createModel: drive.${config.by === 'data' ? 'channels' : 'harmonics'} must be an integer of at least 1, but got ${count}`,
    );
  }
  if (config.by === 'clock' && !(config.period > 0 && config.period < Infinity)) {
    throw new Error(
      `createModel: drive.period must be above 0, in the data's unit of time, but got ${config.period}`,
    );
  }
  if (config.layers.length > 0 && stateShape.length !== 1) {
    throw new Error(
      `createModel: drive.layers must be [] where states are maps, but q is [${stateShape.join(', ')}]; only forces that are the same everywhere can drive these`,
    );
  }
  const features = config.by === 'data' ? count : 2 * count;
  const size = stateShape.reduce((a, b) => a * b, 1);
  const net = config.layers.length > 0 ? network(config.layers, [size + features]) : undefined;
  const own = (parameters: Tree<tf.Tensor>) => parameters as Own;

  const energyAt = (V: Energy, parameters: Own, u: tf.Tensor): Energy => {
    const W = (q: tf.Tensor): tf.Tensor1D => {
      const flat = tf.reshape(q, [-1, size]);
      const linear = tf.neg<tf.Tensor1D>(tf.sum(tf.mul(tf.matMul(u, parameters.force), flat), 1));
      if (net === undefined || parameters.network === undefined) return linear;
      const weights = parameters.network;
      const bent = (by: tf.Tensor): tf.Tensor1D => {
        const terms = net.apply(weights, tf.concat([flat, by], 1));
        return tf.sum(tf.reshape(terms, [terms.shape[0], -1]), 1);
      };
      const driven = tf.add<tf.Tensor1D>(linear, bent(u));
      // A push of nothing must do no work: what friction takes could come back by it.
      return config.by === 'data' ? tf.sub<tf.Tensor1D>(driven, bent(tf.zerosLike(u))) : driven;
    };
    return {
      ...V,
      apply: (of, q) => tf.add(V.apply(of, q), W(q)),
      network: (of, q) => (V.network === undefined ? W(q) : tf.add(V.network(of, q), W(q))),
    };
  };

  return {
    shape: { by: config.by, channels: config.by === 'data' ? count : 1 },
    init(key) {
      const [forceKey, networkKey] = split(key, 2);
      const { data } = normal(forceKey, [features, size]);
      return {
        force: ndarray(
          Float32Array.from(data, (value) => firstForce * value),
          [features, size],
        ),
        ...(config.by === 'clock' && { slowness: ndarray(new Float32Array(1), []) }),
        ...(net && { network: net.init(networkKey) }),
      };
    },
    potentials(V, parameters, { q }, { dt, steps, drive }) {
      const of = own(parameters);
      if (steps === 0) return [];
      const told = drive ?? (config.by === 'data' ? nothing(q, steps, count) : clock(q, dt, steps));
      const follows =
        config.by === 'data'
          ? told
          : harmonicsOf(tf.div(told, tf.mul(config.period, tf.exp(of.slowness ?? tf.scalar(0)))), count);
      const each = tf.split(follows, steps, 1);
      return each.map((u) => energyAt(V, of, tf.reshape(u, [-1, features])));
    },
    macs: features * size + (config.by === 'data' ? 2 : 1) * (net?.macs([size + features]) ?? 0),
  };
}

/** Cosines and sines of the first harmonics of turns, [batch, steps, 1] to [batch, steps, 2 * count]. */
function harmonicsOf(turns: tf.Tensor, count: number): tf.Tensor {
  const angles = Array.from({ length: count }, (_, k) => tf.mul(turns, 2 * Math.PI * (k + 1)));
  return tf.concat([...angles.map((angle) => tf.cos(angle)), ...angles.map((angle) => tf.sin(angle))], 2);
}

const nothing = (q: tf.Tensor, steps: number, channels: number): tf.Tensor =>
  tf.zeros([q.shape[0], steps, channels]);

/** Times half-way between frames, counted from the first, [batch, steps, 1]. */
function clock(q: tf.Tensor, dt: DynamicsOptions['dt'], steps: number): tf.Tensor {
  const middles = tf.tensor3d(
    Array.from({ length: steps }, (_, k) => k + 0.5),
    [1, steps, 1],
  );
  const each = typeof dt === 'number' ? tf.fill([q.shape[0], 1, 1], dt) : tf.reshape(dt, [-1, 1, 1]);
  return tf.mul(middles, each);
}
