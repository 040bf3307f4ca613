import { ndarray } from '@hgn/autodiff';
import { foldIn, normal } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import { parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { belowDiagonal, inverseOfLower, lowerTriangle } from '../linear/triangular.ts';
import type { Mapped, Transform } from './transform.ts';

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
  const own = (parameters: ParameterTensors, name: string) => parameter('luLinear', parameters, name);

  function matrices(parameters: ParameterTensors): { lower: Tensor; upperTransposed: Tensor; ladj: Tensor } {
    const logDiagonal = own(parameters, 'logDiagonal');
    const off = (name: string) => (features === 1 ? tf.zeros([0]) : own(parameters, name));
    return {
      lower: lowerTriangle(off('lower'), tf.ones([features])),
      upperTransposed: lowerTriangle(off('upper'), tf.exp(logDiagonal)),
      ladj: tf.sum(logDiagonal),
    };
  }

  const map = (
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Mapped =>
    scope(() => {
      contextOf('luLinear', context, 0);
      rowsOf('luLinear: the points', x, features);
      const { lower, upperTransposed, ladj } = matrices(parameters);
      const shift = own(parameters, 'shift');
      const everywhere = (value: Tensor): Tensor => tf.mul(tf.ones([x.shape[0]]), value);
      if (way === 'forward') {
        const matrix = tf.matMul(upperTransposed, lower, false, true);
        return { y: tf.add(tf.matMul(x, matrix), shift), ladj: everywhere(ladj) };
      }
      const inverse = tf.matMul(inverseOfLower(lower), inverseOfLower(upperTransposed), true, false);
      return { y: tf.matMul(tf.sub(x, shift), inverse), ladj: everywhere(tf.neg(ladj)) };
    });

  const alone = ({ y, ladj }: Mapped): Tensor => {
    ladj.dispose();
    return y;
  };
  return {
    features,
    context: 0,
    init(key) {
      const small = (name: string) =>
        ndarray(
          Float32Array.from(
            normal(foldIn(key, name), [belowDiagonal(features)]).data,
            (value) => 0.01 * value,
          ),
        );
      return {
        ...(features > 1 && { lower: small('lower'), upper: small('upper') }),
        logDiagonal: ndarray(new Float32Array(features)),
        shift: ndarray(new Float32Array(features)),
      };
    },
    forward: (parameters, x, context) => alone(map('forward', parameters, x, context)),
    inverse: (parameters, y, context) => alone(map('inverse', parameters, y, context)),
    forwardAndLadj: (parameters, x, context) => map('forward', parameters, x, context),
    inverseAndLadj: (parameters, y, context) => map('inverse', parameters, y, context),
  };
}
