import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../../core/check.ts';
import { parameter, type ParameterTensors } from '../../core/parameters.ts';
import { scope } from '../../core/scope.ts';
import { luFactors, luInit } from '../../linear/luFactors.ts';
import { inverseOfLower } from '../../linear/triangular.ts';
import { pointsAlone } from '../pointsAlone.ts';
import type { Mapped, Transform } from '../transform.ts';

/**
 * An invertible affine map y = L U x + shift with L unit lower and U upper triangular: mixes all columns, where a
 * permutation only reorders them. The determinant is that of U's diagonal, which is kept positive. Starts close to the
 * identity.
 *
 * Parameters: `lower` and `upper`, the entries off the diagonals row by row of L and of U^T, `logDiagonal` and `shift`.
 * Cost: three small matrix products forward; backward, 2 features small steps and a matrix product.
 *
 * Source: Kingma and Dhariwal (2018), section 3.2, arXiv:1807.03039.
 *
 * @throws RangeError if `features` is not a positive whole number.
 * @example
 * const mix = luLinear({ features: 4 });
 */
export function luLinear({ features }: { readonly features: number }): Transform {
  wholeNumber('luLinear: features', features);
  const map = (
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Mapped =>
    scope(() => {
      contextOf('luLinear', context, 0);
      rowsOf('luLinear: the points', x, features);
      const { lower, upperTransposed, logDiagonal } = luFactors('luLinear', parameters, features);
      const shift = parameter('luLinear', parameters, 'shift');
      const ladj = tf.sum(logDiagonal);
      const everywhere = (value: Tensor): Tensor => tf.mul(tf.ones([x.shape[0]]), value);
      if (way === 'forward') {
        const matrix = tf.matMul(upperTransposed, lower, false, true);
        return { y: tf.add(tf.matMul(x, matrix), shift), ladj: everywhere(ladj) };
      }
      const inverse = tf.matMul(inverseOfLower(lower), inverseOfLower(upperTransposed), true, false);
      return { y: tf.matMul(tf.sub(x, shift), inverse), ladj: everywhere(tf.neg(ladj)) };
    });

  return {
    features,
    context: 0,
    init: (key) => luInit(key, features, features),
    forward: (parameters, x, context) => pointsAlone(map('forward', parameters, x, context)),
    inverse: (parameters, y, context) => pointsAlone(map('inverse', parameters, y, context)),
    forwardAndLadj: (parameters, x, context) => map('forward', parameters, x, context),
    inverseAndLadj: (parameters, y, context) => map('inverse', parameters, y, context),
  };
}
