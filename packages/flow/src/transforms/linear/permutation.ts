import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf } from '../../core/check.ts';
import { scope } from '../../core/scope.ts';
import type { Transform } from '../transform.ts';

/**
 * Reorders columns: column i of the result is column `order[i]` of the point. Preserves volume; has no parameters.
 *
 * @throws RangeError if `order` does not hold each of 0 to features - 1 once.
 * @example
 * const reverse = permutation([2, 1, 0]);
 */
export function permutation(order: readonly number[]): Transform {
  const features = order.length;
  const back = order.map((_, column) => order.indexOf(column));
  if (features === 0 || back.includes(-1)) {
    throw new RangeError(
      `permutation: the order must hold each of 0 to ${Math.max(0, features - 1)} once, but got [${order.join(', ')}]`,
    );
  }
  const take = (columns: readonly number[], x: Tensor, context: Tensor | undefined): Tensor =>
    scope(() => {
      contextOf('permutation', context, 0);
      rowsOf('permutation: the points', x, features);
      return tf.gather(x, tf.tensor1d([...columns], 'int32'), 1);
    });
  return {
    features,
    context: 0,
    init: () => ({}),
    forward: (_parameters, x, context) => take(order, x, context),
    inverse: (_parameters, y, context) => take(back, y, context),
    forwardAndLadj: (_parameters, x, context) => ({
      y: take(order, x, context),
      ladj: tf.zeros([x.shape[0]]),
    }),
    inverseAndLadj: (_parameters, y, context) => ({
      y: take(back, y, context),
      ladj: tf.zeros([y.shape[0]]),
    }),
  };
}
