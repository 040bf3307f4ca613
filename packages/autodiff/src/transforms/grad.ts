import { requireOptions } from '@hgn/options';
import type * as tf from '@tensorflow/tfjs-core';
import type { Leaf } from '../tree/tensors.ts';
import { treeUnflatten, type Tree } from '../tree/tree.ts';
import { differentiate } from './differentiate.ts';

/** A tree of tensors `P` as a caller may pass it: each tensor may also be a host array or a number. */
export type Input<P> = [Tree<tf.Tensor>] extends [P]
  ? Tree<Leaf>
  : P extends tf.Tensor
    ? Leaf
    : { [K in keyof P]: Input<P[K]> };

/**
 * The derivative of a scalar function with respect to its first argument, a tree of float32 tensors.
 * The result has the structure and shapes of that argument; a leaf without influence gets zeros. The
 * further arguments go to `f` as they are. What `f` closes over is a constant, also when the same tensor
 * is passed as `x`. Nest calls for higher orders. Costs one evaluation of `f` and about two to three more
 * for the backward pass. Leaks nothing, also when `f` throws; the caller owns the tensors returned.
 *
 * @param f pure function that returns a float32 scalar tensor; it may call `grad` itself.
 * @throws TypeError when a leaf of `x` is not float32, or `f` does not return a float32 scalar.
 * @example
 * ```ts
 * const H = ({ q, p }: { q: tf.Tensor; p: tf.Tensor }) =>
 *   tf.sum(tf.add(tf.square(q), tf.square(p)));
 * const { q: dHdq, p: dHdp } = grad(H)({ q: 3, p: tf.scalar(4) }); // 6 and 8
 * ```
 */
export function grad<P, R extends unknown[]>(
  f: (x: P, ...rest: R) => tf.Tensor,
): (x: Input<P>, ...rest: R) => P {
  return (x, ...rest) => {
    const { value, grads, structure } = differentiate('grad', (p: P) => ({ value: f(p, ...rest) }), x);
    value.dispose();
    return treeUnflatten(structure, grads) as P;
  };
}

/**
 * Like {@link grad}, but returns the value of `f` as well, and, with `hasAux`, further tensors that `f`
 * computes on the way: it then returns `{ value, aux }`, `aux` being any tree.
 *
 * @throws TypeError as {@link grad} does.
 * @example
 * ```ts
 * const loss = (w: tf.Tensor, x: tf.Tensor) => {
 *   const y = tf.mul(w, x);
 *   return { value: tf.mean(tf.square(y)), aux: { y } };
 * };
 * const { value, grad: dw, aux } = valueAndGrad(loss, { hasAux: true })(2, tf.tensor1d([1, 2]));
 * ```
 */
export function valueAndGrad<P, R extends unknown[], A>(
  f: (x: P, ...rest: R) => { value: tf.Tensor; aux: A },
  options: { readonly hasAux: true },
): (x: Input<P>, ...rest: R) => { value: tf.Scalar; grad: P; aux: A };
export function valueAndGrad<P, R extends unknown[]>(
  f: (x: P, ...rest: R) => tf.Tensor,
  options?: { readonly hasAux?: false },
): (x: Input<P>, ...rest: R) => { value: tf.Scalar; grad: P };
export function valueAndGrad<P, R extends unknown[], A>(
  f: (x: P, ...rest: R) => tf.Tensor | { value: tf.Tensor; aux: A },
  options: { readonly hasAux?: boolean } = {},
): (x: Input<P>, ...rest: R) => { value: tf.Scalar; grad: P; aux?: A } {
  requireOptions('valueAndGrad', options, { hasAux: true });
  const { hasAux = false } = options;
  return (x, ...rest) => {
    const run = (p: P) => {
      const result = f(p, ...rest);
      return hasAux ? (result as { value: tf.Tensor; aux: Tree<unknown> }) : { value: result as tf.Tensor };
    };
    const { value, grads, structure, aux } = differentiate('valueAndGrad', run, x);
    const gradient = treeUnflatten(structure, grads) as P;
    return hasAux ? { value, grad: gradient, aux: aux as A } : { value, grad: gradient };
  };
}
