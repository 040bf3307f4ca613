import { grad, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { Energy } from './energy.ts';

/** H = K(p) + V(q) with these parameters, as the methods of `@hgn/integrators` take it. */
export function separableSystem(
  V: Energy,
  K: Energy,
  parameters: { readonly potential: Tree<tf.Tensor>; readonly kinetic: Tree<tf.Tensor> },
) {
  const dVdq = grad((q: tf.Tensor) => tf.sum<tf.Scalar>(V.apply(parameters.potential, q)));
  const dKdp = grad((p: tf.Tensor) => tf.sum<tf.Scalar>(K.apply(parameters.kinetic, p)));
  return {
    separable: true as const,
    dHdq: (q: tf.Tensor) => dVdq(q),
    dHdp: (_q: tf.Tensor, p: tf.Tensor) => dKdp(p),
  };
}
