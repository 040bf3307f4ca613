import { requireOptions } from '@hgn/options';
import { ndarray } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import { parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { belowDiagonal, lowerTriangle } from '../linear/triangular.ts';
import type { Energy } from './energy.ts';

/** Options of {@link quadraticEnergy}. */
export interface QuadraticEnergyOptions {
  /** Columns of q or p. */
  readonly features: number;
  /** Whether M^-1 is a diagonal matrix (default) or a full one. */
  readonly mass?: 'diagonal' | 'full';
}

/**
 * The kinetic energy of classical mechanics, p^T M^-1 p / 2, with a learnt, positive definite M^-1 = A A^T, A lower
 * triangular; as a K of its own it makes a Fixed-Kinetic Neural Hamiltonian Flow. Starts at M = 1.
 *
 * Parameters: `logDiagonal` of A and, for a full matrix, `below`, its entries under the diagonal row by row.
 *
 * Source: Souveton, Guillin, Jasche, Lavaux, Manon (2023), arXiv:2302.01955.
 *
 * @throws RangeError if `features` is not a positive whole number.
 * @example
 * const kinetic = quadraticEnergy({ features: 2, mass: 'full' });
 */
export function quadraticEnergy(options: QuadraticEnergyOptions): Energy {
  requireOptions('quadraticEnergy', options, { features: true, mass: true });
  const { features, mass = 'diagonal' } = options;
  wholeNumber('quadraticEnergy: features', features);
  const isFull = mass === 'full' && features > 1;

  /** p A, whose squares are summed. */
  function scaled(parameters: ParameterTensors, x: Tensor, context: Tensor | undefined) {
    contextOf('quadraticEnergy', context, 0);
    rowsOf('quadraticEnergy: x', x, features);
    const diagonal = tf.exp(parameter('quadraticEnergy', parameters, 'logDiagonal'));
    if (!isFull) return { product: tf.mul(x, diagonal), back: (y: Tensor): Tensor => tf.mul(y, diagonal) };
    const root = lowerTriangle(parameter('quadraticEnergy', parameters, 'below'), diagonal);
    return {
      product: tf.matMul(x, root),
      back: (y: Tensor): Tensor => tf.matMul(y, root, false, true),
    };
  }

  return {
    features,
    context: 0,
    init: () => ({
      logDiagonal: ndarray(new Float32Array(features)),
      ...(isFull && { below: ndarray(new Float32Array(belowDiagonal(features))) }),
    }),
    value: (parameters, x, context) =>
      scope(() => tf.mul(0.5, tf.sum(tf.square(scaled(parameters, x, context).product), 1))),
    gradient: (parameters, x, context) =>
      scope(() => {
        const { product, back } = scaled(parameters, x, context);
        return back(product);
      }),
  };
}
