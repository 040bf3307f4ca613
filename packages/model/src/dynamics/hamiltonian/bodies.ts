import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import { split, type Key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { BodiesConfig } from '../config.ts';

/** What an energy knows of bodies: terms of every body alone and of every pair. */
export interface BodiesEnergy {
  /** Coordinates of one body. */
  readonly dimensions: number;
  /** Whether there is any term. */
  readonly moves: boolean;
  init(key: Key): Tree<NdArray>;
  /** x: [batch, dimensions * bodies] to the terms of every sample, [batch] each. */
  apply(parameters: Tree<tf.Tensor>, x: tf.Tensor): tf.Tensor1D[];
  /** Multiply-adds of one evaluation for one sample. */
  readonly macs: number;
}

/**
 * sum_{i<j} s_i s_j f(|x_i - x_j|) + sum_i g(x_i): one f for all pairs and one g for all bodies.
 *
 * f is a network of log sqrt(r^2 + softening^2), for which one learning rate fits near and far. Without g nothing changes
 * when all bodies are moved, turned or mirrored together, so that total momentum and, with a kinetic energy sum p_i^2 /
 * 2 m_i, angular momentum are conserved by every explicit symplectic method (Noether; Hairer, Lubich, Wanner 2006,
 * theorem VI.1.3 and section IV.1); with equal strengths nothing changes when bodies are exchanged.
 *
 * @param shape shape of x without the batch: a vector, coordinates of all bodies along one axis before those along the next
 */
export function bodiesEnergy(config: BodiesConfig, shape: readonly number[]): BodiesEnergy {
  const { count, softening = 0.05, strengths = 'equal' } = config;
  const dimensions = shape[0] / count;
  if (shape.length !== 1 || !Number.isInteger(count) || count < 1 || !Number.isInteger(dimensions)) {
    throw new Error(
      `energy: ${count} bodies need a vector of as many coordinates each, but got shape [${shape.join(', ')}]; change bodies.count or the size of the state`,
    );
  }
  const pairs = (count * (count - 1)) / 2;
  if (config.pairs.length > 0 && pairs === 0) {
    throw new Error('energy: one body has no pairs, but got layers for them; set bodies.pairs to []');
  }
  if (!(softening > 0 && softening < Infinity)) {
    throw new Error(`energy: bodies.softening must be above 0, but got ${softening}`);
  }
  const f = config.pairs.length > 0 ? network(config.pairs, [1]) : undefined;
  const each = config.each ?? [];
  const g = each.length > 0 ? network(each, [dimensions]) : undefined;
  return {
    dimensions,
    moves: f !== undefined || g !== undefined,
    init(key) {
      const [pairKey, eachKey] = split(key, 2);
      return {
        ...(f && { pairs: f.init(pairKey) }),
        ...(f && strengths === 'learnt' && { strength: ndarray(new Float32Array(count).fill(1), [count]) }),
        ...(g && { each: g.init(eachKey) }),
      };
    },
    apply(parameters, x) {
      const own = parameters as {
        pairs?: Tree<tf.Tensor>;
        strength?: tf.Tensor;
        each?: Tree<tf.Tensor>;
      };
      const batch = x.shape[0];
      const perSample = (values: tf.Tensor): tf.Tensor1D => tf.sum(tf.reshape(values, [batch, -1]), 1);
      const terms: tf.Tensor1D[] = [];
      if (f && own.pairs) {
        const [first, second] = [pairMember(count, 0), pairMember(count, 1)];
        const apart = tf.matMul(tf.reshape(x, [batch * dimensions, count]), tf.sub(first, second));
        const squared = tf.sum(tf.reshape(tf.square(apart), [batch, dimensions, pairs]), 1);
        const logDistance = tf.mul(0.5, tf.log(tf.add(squared, softening ** 2)));
        const values = tf.reshape(f.apply(own.pairs, tf.reshape(logDistance, [batch * pairs, 1])), [
          batch,
          pairs,
        ]);
        if (own.strength === undefined) terms.push(perSample(values));
        else {
          const strength = tf.reshape(own.strength, [1, count]);
          terms.push(
            perSample(tf.mul(values, tf.mul(tf.matMul(strength, first), tf.matMul(strength, second)))),
          );
        }
      }
      if (g && own.each) {
        const bodies = tf.transpose(tf.reshape(x, [batch, dimensions, count]), [0, 2, 1]);
        terms.push(perSample(g.apply(own.each, tf.reshape(bodies, [batch * count, dimensions]))));
      }
      return terms;
    },
    macs: (f ? pairs * (f.macs([1]) + dimensions * count) : 0) + (g ? count * g.macs([dimensions]) : 0),
  };
}

/** [count, pairs]: 1 where the body is the first (or second) of the pair. */
function pairMember(count: number, which: 0 | 1): tf.Tensor2D {
  const pairs: [number, number][] = [];
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) pairs.push([i, j]);
  return tf.tensor2d(
    Array.from({ length: count }, (_, body) => pairs.map((pair) => (pair[which] === body ? 1 : 0))),
  );
}
