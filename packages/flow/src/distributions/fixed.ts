import type { NdArray } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf } from '../core/check.ts';
import { scope } from '../core/scope.ts';
import type { Distribution } from './distribution.ts';

/** A distribution without parameters whose samples are made on the host, in float64 and by any means. */
export function fixedDistribution(
  name: string,
  features: number,
  parts: {
    /** Draws samples [count, features]; those of a smaller count are the first of a larger one. */
    readonly draw: (key: Key, count: number) => NdArray;
    /** Log-density, [batch]. */
    readonly logProb: (x: Tensor) => Tensor;
  },
): Distribution {
  const logProb = (x: Tensor, context: Tensor | undefined): Tensor => {
    contextOf(name, context, 0);
    rowsOf(`${name}: x`, x, features);
    return parts.logProb(x);
  };
  return {
    features,
    context: 0,
    init: () => ({}),
    noise: parts.draw,
    sample: (_parameters, noise, context) => {
      contextOf(name, context, 0);
      return tf.clone(noise as Tensor);
    },
    logProb: (_parameters, x, context) => scope(() => logProb(x, context)),
    sampleAndLogProb: (_parameters, noise, context) =>
      scope(() => ({ x: tf.clone(noise as Tensor), logProb: logProb(noise as Tensor, context) })),
  };
}
