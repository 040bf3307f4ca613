import { split } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Mapped, Transform } from './transform.ts';

/**
 * Applies transforms one after the other; the inverse undoes the last one first. All of them see the same context, if
 * they take one. Parameters: an array with one entry a transform.
 *
 * @throws RangeError if there is no transform, or they differ in the number of features or of context columns.
 * @example
 * const both = compose([
 *   affineCoupling({ features: 2, moves: 'later' }),
 *   affineCoupling({ features: 2, moves: 'earlier' }),
 * ]);
 */
export function compose(transforms: readonly Transform[]): Transform {
  if (transforms.length === 0) throw new RangeError('compose: there must be a transform, but got none');
  const { features } = transforms[0];
  const contexts = [...new Set(transforms.map(({ context }) => context).filter((columns) => columns > 0))];
  if (contexts.length > 1 || transforms.some((transform) => transform.features !== features)) {
    const sizes = transforms.map((transform) => `${transform.features} (context ${transform.context})`);
    throw new RangeError(
      `compose: all transforms must have the same features and context, but got ${sizes.join(', ')}`,
    );
  }
  const columns = contexts[0] ?? 0;
  const order = transforms.map((transform, index) => ({ transform, index }));
  const backward = [...order].reverse();
  const contextFor = (transform: Transform, context: Tensor | undefined) =>
    transform.context > 0 ? context : undefined;

  const run = (
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Tensor =>
    scope(() =>
      (way === 'forward' ? order : backward).reduce(
        (y, { transform, index }) =>
          transform[way](branch('compose', parameters, index), y, contextFor(transform, context)),
        x,
      ),
    );
  const runWithLadj = (
    way: 'forwardAndLadj' | 'inverseAndLadj',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Mapped =>
    scope(() => {
      let y = x;
      const ladjs: Tensor[] = [];
      for (const { transform, index } of way === 'forwardAndLadj' ? order : backward) {
        const own = branch('compose', parameters, index);
        const mapped = transform[way](own, y, contextFor(transform, context));
        y = mapped.y;
        ladjs.push(mapped.ladj);
      }
      return { y, ladj: ladjs.reduce((sum, ladj) => tf.add(sum, ladj)) };
    });

  return {
    features,
    context: columns,
    init(key) {
      const keys = split(key, transforms.length);
      return transforms.map((transform, index) => transform.init(keys[index]));
    },
    forward: (parameters, x, context) => run('forward', parameters, x, context),
    inverse: (parameters, y, context) => run('inverse', parameters, y, context),
    forwardAndLadj: (parameters, x, context) => runWithLadj('forwardAndLadj', parameters, x, context),
    inverseAndLadj: (parameters, y, context) => runWithLadj('inverseAndLadj', parameters, y, context),
  };
}
