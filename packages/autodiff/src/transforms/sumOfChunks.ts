import * as tf from '@tensorflow/tfjs-core';
import { treeFlatten, treeUnflatten, type Tree, type TreeStructure } from '../tree/tree.ts';
import { after } from './after.ts';
import { valueAndGrad, type Input } from './grad.ts';
import { isOnTape, onOwnTape } from './ownTape.ts';

/**
 * The sum of a function over chunks of its input, f(params, chunk 0) + f(params, chunk 1) + …, in the memory of one
 * chunk. Where it is differentiated, each chunk's gradients are computed together with its value, before the next
 * chunk is begun, so that nothing of it is kept for the backward pass but the gradients themselves: run by tfjs as
 * well as compiled by `@hgn/jit`. Costs no more than the sum itself.
 *
 * First derivatives only: differentiating the gradients again throws. `f` may take derivatives itself. What `f` closes
 * over is a constant.
 *
 * @param f pure function that returns a float32 scalar; `index` counts the chunks from 0.
 * @returns a function of `params`, a tree of float32 tensors that every chunk shares, and `chunks`, one tree of float32
 * tensors for each, that gives a scalar tensor.
 * @throws RangeError when there is no chunk; TypeError when `f` does not return a float32 scalar; Error when a second
 * derivative is taken through it.
 * @example
 * ```ts
 * const squaredError = sumOfChunks((w: tf.Tensor, x: tf.Tensor) => tf.sum(tf.square(tf.matMul(x, w))));
 * const loss = (w: tf.Tensor) => tf.mul(0.5, squaredError(w, tf.split(tf.ones([6, 2]), 3)));
 * grad(loss)(tf.ones([2, 1])).print(); // 12 and 12
 * ```
 */
export function sumOfChunks<P, S>(
  f: (params: P, chunk: S, index: number) => tf.Tensor,
): (params: P, chunks: readonly S[]) => tf.Scalar {
  return (params, chunks) => {
    if (chunks.length === 0) throw new RangeError('sumOfChunks: there must be a chunk, but got none');
    const flat = [params, ...chunks].map((tree) => treeFlatten<tf.Tensor>(tree as Tree<tf.Tensor>));
    const inputs = flat.flatMap(({ leaves }) => leaves);
    if (!isOnTape()) return tf.tidy(() => valueOf(f, params, chunks));
    const differentiable = tf.customGrad((...args: unknown[]) => {
      const save = args.pop() as (tensors: tf.Tensor[]) => void;
      const [shared, ...parts] = split(args as tf.Tensor[], flat) as [P, ...S[]];
      const { value, grads } = onOwnTape(() => valueAndGrads(f, shared, parts));
      save(grads);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
        saved.map((grad) => firstOrderOnly(() => tf.mul(grad, dy), [dy, ...inputs]));
      return { value, gradFunc };
    });
    return differentiable(...inputs) as tf.Scalar;
  };
}

function valueOf<P, S>(
  f: (params: P, chunk: S, index: number) => tf.Tensor,
  params: P,
  [first, ...others]: readonly S[],
): tf.Scalar {
  return others.reduce(
    (sum, chunk, i) =>
      tf.add<tf.Scalar>(
        sum,
        tf.tidy(() => f(params, after(chunk, sum), i + 1)),
      ),
    tf.tidy(() => f(params, first, 0)) as tf.Scalar,
  );
}

/** The sum, and its gradients by every leaf of the parameters and then of each chunk. */
function valueAndGrads<P, S>(
  f: (params: P, chunk: S, index: number) => tf.Tensor,
  params: P,
  chunks: readonly S[],
): { value: tf.Tensor; grads: tf.Tensor[] } {
  const own: tf.Tensor[] = [];
  let total: tf.Tensor[] = [];
  let done: tf.Tensor[] = [];
  chunks.forEach((chunk, index) => {
    const next = tf.tidy(() => {
      const [sofar, at] = index === 0 ? [total, chunk] : after([total, chunk], done);
      const { value, grad } = valueAndGrad(({ p, c }: { p: P; c: S }) => f(p, c, index))({
        p: params,
        c: at,
      } as Input<{ p: P; c: S }>);
      const now = [value, ...leavesOf(grad.p)];
      return {
        total: index === 0 ? now : now.map((part, i) => tf.add(sofar[i], part)),
        own: leavesOf(grad.c),
      };
    });
    tf.dispose(total);
    total = next.total;
    own.push(...next.own);
    done = [...total, ...next.own];
  });
  const [value, ...shared] = total;
  return { value, grads: [...shared, ...own] };
}

const leavesOf = (tree: unknown) => treeFlatten<tf.Tensor>(tree as Tree<tf.Tensor>).leaves;

/** Leaves in a row as the trees that they come from. */
function split(
  tensors: readonly tf.Tensor[],
  flat: readonly { readonly leaves: readonly unknown[]; readonly structure: TreeStructure }[],
): unknown[] {
  let from = 0;
  return flat.map(({ leaves, structure }) =>
    treeUnflatten(structure, tensors.slice(from, (from += leaves.length))),
  );
}

/** A gradient that holds where it was taken, and cannot be differentiated by what it was made of. */
function firstOrderOnly(gradient: () => tf.Tensor, madeOf: readonly tf.Tensor[]): tf.Tensor {
  return tf.customGrad(() => ({
    value: gradient(),
    gradFunc: (): tf.Tensor[] => {
      throw new Error(
        'sumOfChunks: gives first derivatives only, but was differentiated twice; add up the chunks with tf.add instead',
      );
    },
  }))(...madeOf);
}
