import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../../core/check.ts';
import { parameter, type ParameterTensors } from '../../core/parameters.ts';
import { scope } from '../../core/scope.ts';
import { luFactors, luInit } from '../../linear/luFactors.ts';
import { inverseOfLower } from '../../linear/triangular.ts';
import type { Transform } from '../transform.ts';

/**
 * A learnt linear canonical map of phase space, q -> A q + a and p -> A^-T p + b with A = L U, L unit lower and U upper
 * triangular with a positive diagonal: the flow of H = p^T B q, A = exp B. Between Hamiltonians it is a change of their masses
 * and units that is learnt by factors. Symplectic, so its log-determinant is 0. Starts close to the identity.
 *
 * Points are [batch, 2 features]: q, then p. Parameters: `lower` and `upper`, the entries off the diagonals row by row of L
 * and of U^T, `logDiagonal`, and `shift` of both halves. Cost: 2 features small steps and four small matrix products.
 *
 * @throws RangeError if `features` is not a positive whole number.
 * @example
 * const units = canonicalLinear({ features: 2 });
 */
export function canonicalLinear({ features }: { readonly features: number }): Transform {
  wholeNumber('canonicalLinear: features', features);
  function move(
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Tensor {
    return scope(() => {
      contextOf('canonicalLinear', context, 0);
      rowsOf('canonicalLinear: the points', x, 2 * features);
      const { lower, upperTransposed } = luFactors('canonicalLinear', parameters, features);
      // Rows are points, so these are A^T and its inverse.
      const matrix = tf.matMul(upperTransposed, lower, false, true);
      const inverse = tf.matMul(inverseOfLower(lower), inverseOfLower(upperTransposed), true, false);
      const shift = parameter('canonicalLinear', parameters, 'shift');
      if (way === 'forward') {
        const [q, p] = tf.split(x, 2, 1);
        return tf.add(tf.concat([tf.matMul(q, matrix), tf.matMul(p, inverse, false, true)], 1), shift);
      }
      const [q, p] = tf.split(tf.sub(x, shift), 2, 1);
      return tf.concat([tf.matMul(q, inverse), tf.matMul(p, matrix, false, true)], 1);
    });
  }

  const preserving = (y: Tensor) => ({ y, ladj: tf.zeros([y.shape[0]]) });
  return {
    features: 2 * features,
    context: 0,
    init: (key) => luInit(key, features, 2 * features),
    forward: (parameters, x, context) => move('forward', parameters, x, context),
    inverse: (parameters, y, context) => move('inverse', parameters, y, context),
    forwardAndLadj: (parameters, x, context) => preserving(move('forward', parameters, x, context)),
    inverseAndLadj: (parameters, y, context) => preserving(move('inverse', parameters, y, context)),
  };
}
