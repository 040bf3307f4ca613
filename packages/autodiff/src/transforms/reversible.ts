import * as tf from '@tensorflow/tfjs-core';
import { treeFlatten, treeMap, treeUnflatten, type Tree } from '../tree/tree.ts';
import { after } from './after.ts';
import { grad, valueAndGrad, type Input } from './grad.ts';

/** A rollout whose steps can be undone, and what is to be made small along it. */
export interface ReversibleRollout<P, S> {
  /** One step from a state, a tree of float32 tensors. */
  readonly step: (params: P, state: S) => S;
  /** The state before that step: a reversible integrator's own step by -dt. */
  readonly inverse: (params: P, state: S) => S;
  /** How many steps: 1 or more. */
  readonly steps: number;
  /** A scalar for the state after `index` steps, from 0 to `steps`; the value is their sum. */
  readonly loss: (params: P, state: S, index: number) => tf.Tensor;
}

/** Value and gradients of a reversible rollout. */
export interface ReversibleGradients<P, S> {
  readonly value: tf.Scalar;
  readonly grad: P;
  readonly stateGrad: S;
  /** The greatest difference between the first state and the one that going back has led to: a scalar. */
  readonly reconstructionError: tf.Scalar;
}

/**
 * Value and first derivatives of a loss along a rollout, without keeping its states: going back, each state is
 * computed from the next by the inverse step. Run by tfjs itself as well as compiled by `@hgn/jit`, it holds the
 * tensors of one step at a time. Every step costs one inverse and one more forward evaluation than
 * {@link valueAndGrad}. Rounding makes the states differ from those of
 * the way there, by `reconstructionError` at the start; the gradients are about as far off. Not to be differentiated
 * again. The caller disposes what is returned, and nothing else.
 *
 * @throws RangeError when steps is not a positive integer; TypeError as {@link valueAndGrad} does.
 * @example
 * ```ts
 * const kick = (k: tf.Tensor, { q, p }: { q: tf.Tensor; p: tf.Tensor }, dt: number) => {
 *   const half = tf.sub(p, tf.mul(dt / 2, tf.mul(k, q)));
 *   const next = tf.add(q, tf.mul(dt, half));
 *   return { q: next, p: tf.sub(half, tf.mul(dt / 2, tf.mul(k, next))) };
 * };
 * const rollout = reversibleValueAndGrad({
 *   step: (k: tf.Tensor, s: { q: tf.Tensor; p: tf.Tensor }) => kick(k, s, 0.1),
 *   inverse: (k, s) => kick(k, s, -0.1),
 *   steps: 100,
 *   loss: (_, { q }) => tf.square(q),
 * });
 * const { grad: dk, reconstructionError } = rollout(2, { q: 1, p: 0 });
 * ```
 */
export function reversibleValueAndGrad<P, S>({
  step,
  inverse,
  steps,
  loss,
}: ReversibleRollout<P, S>): (params: Input<P>, state: Input<S>) => ReversibleGradients<P, S> {
  if (!(Number.isInteger(steps) && steps > 0)) {
    throw new RangeError(`reversibleValueAndGrad: steps must be a positive integer, but got ${steps}`);
  }
  interface Both {
    readonly params: P;
    readonly state: S;
  }
  const lossAt = (index: number, both: Both) =>
    valueAndGrad(({ params, state }: Both) => loss(params, state, index))(both as Input<Both>);
  /** Gradients by what goes into a step, from those by what comes out. */
  const pullBack = (both: Both, slope: S) =>
    grad(({ params, state }: Both) => inner(step(params, state), slope))(both as Input<Both>);

  return (params, state) => {
    const flat = treeFlatten<unknown>({ params, state });
    const results = tf.tidy(() => {
      const first = tensorsOf({ params, state }) as Both;
      let current = first.state;
      for (let i = 0; i < steps; i++) {
        const before = current;
        current = tf.tidy(() => copied(step(first.params, before)) as never);
        if (i > 0) tf.dispose(before as never);
      }
      const end = lossAt(steps, { params: first.params, state: current });
      let value: tf.Tensor = end.value;
      let slopes = end.grad;
      for (let i = steps - 1; i >= 0; i--) {
        const before = { state: current, value, slopes };
        const back = tf.tidy(() => {
          // One step after the other: a compiler would else gather the work, and the memory, of all of them.
          const { state: reached, value: sum, slopes: later } = after(before, before);
          const state = copied(inverse(first.params, reached));
          const both = { params: first.params, state };
          const here = lossAt(i, both);
          const through = pullBack(both, later.state);
          const total = { params: added(later.params, through.params), state: through.state };
          return { state, value: tf.add(sum, here.value), slopes: added<Both>(total, here.grad) } as never;
        }) as { readonly state: S; readonly value: tf.Tensor; readonly slopes: Both };
        tf.dispose(before as never);
        ({ state: current, value, slopes } = back);
      }
      return [value, distance(current, first.state), ...leavesOf(slopes)];
    });
    const [value, reconstructionError, ...slopes] = results;
    const { params: gradient, state: stateGrad } = treeUnflatten(flat.structure, slopes) as unknown as Both;
    return {
      value: value as tf.Scalar,
      grad: gradient,
      stateGrad,
      reconstructionError: reconstructionError as tf.Scalar,
    };
  };
}

const leavesOf = (tree: unknown) => treeFlatten<tf.Tensor>(tree as Tree<tf.Tensor>).leaves;

/** Host arrays and numbers as tensors, tensors as they are. */
const tensorsOf = (tree: unknown): unknown =>
  treeMap(
    (leaf: unknown) =>
      leaf instanceof tf.Tensor ? leaf : typeof leaf === 'number' ? tf.scalar(leaf) : fromArray(leaf),
    tree,
  );

/** Tensors of their own, also where a step hands on what it was given. */
const copied = <T>(tree: T): T => treeMap((leaf: tf.Tensor) => tf.clone(leaf), tree as Tree<tf.Tensor>) as T;

const fromArray = (leaf: unknown) => {
  const { data, shape, dtype } = leaf as { data: Float32Array; shape: number[]; dtype: 'float32' };
  return tf.tensor(data.slice(), [...shape], dtype);
};

/** Leaf by leaf. */
function added<T>(a: T, b: T): T {
  const { leaves, structure } = treeFlatten<tf.Tensor>(a as Tree<tf.Tensor>);
  const others = leavesOf(b);
  return treeUnflatten(
    structure,
    leaves.map((leaf, i) => tf.add(leaf, others[i])),
  ) as T;
}

/** The sum of all products of two trees' elements. */
function inner<T>(a: T, b: T): tf.Tensor {
  const others = leavesOf(b);
  return leavesOf(a)
    .map((leaf, i) => tf.sum(tf.mul(leaf, others[i])))
    .reduce((sum, part) => tf.add(sum, part));
}

/** The greatest difference of two trees' elements. */
function distance<T>(a: T, b: T): tf.Tensor {
  const others = leavesOf(b);
  return leavesOf(a)
    .map((leaf, i) => tf.max(tf.abs(tf.sub(leaf, others[i]))))
    .reduce((most, part) => tf.maximum(most, part));
}
