import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, toShape } from '../rule.ts';
import { parseAxes, reducedShape } from './axes.ts';

/** `x` moved by `by` places along its last axis (towards the end if positive), `fill` where nothing comes in. */
function shift(x: tf.Tensor, by: number, fill: number): tf.Tensor {
  const last = x.rank - 1;
  const kept = x.shape[last] - Math.abs(by);
  const begin = x.shape.map((_, i) => (i === last ? Math.max(-by, 0) : 0));
  const size = x.shape.map((length, i) => (i === last ? kept : length));
  const paddings = x.shape.map((_, i): [number, number] =>
    i === last ? [Math.max(by, 0), Math.max(-by, 0)] : [0, 0],
  );
  return tf.pad(tf.slice(x, begin, size), paddings, fill);
}

/** Product of the elements before each (`direction` 1) or after each (-1) along the last axis, in log2 n steps. */
function productOfOthers(x: tf.Tensor, direction: 1 | -1): tf.Tensor {
  let products = shift(x, direction, 1);
  for (let reach = 1; reach < x.shape[x.rank - 1]; reach *= 2) {
    products = tf.mul(products, shift(products, direction * reach, 1));
  }
  return products;
}

/**
 * s with s[k] = dy[k] + x[k + 1] s[k + 1] along the last axis (indices mirrored for direction -1), in log2 n
 * steps: the recurrence composed with itself, as in a parallel prefix sum.
 */
function accumulate(dy: tf.Tensor, x: tf.Tensor, direction: 1 | -1): tf.Tensor {
  let sums = dy;
  let factors = shift(x, -direction, 1);
  for (let reach = 1; reach < x.shape[x.rank - 1]; reach *= 2) {
    sums = tf.add(sums, tf.mul(factors, shift(sums, -direction * reach, 0)));
    factors = tf.mul(factors, shift(factors, -direction * reach, 1));
  }
  return sums;
}

/** Applies `f` with `axes` moved to the end and merged into one. */
function alongLast(
  axes: readonly number[],
  tensors: readonly tf.Tensor[],
  f: (...moved: tf.Tensor[]) => tf.Tensor,
): tf.Tensor {
  const { shape } = tensors[0];
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const lengths = order.map((axis) => shape[axis]);
  const flat = [
    lengths.slice(0, others.length).reduce((n, length) => n * length, 1),
    lengths.slice(others.length).reduce((n, length) => n * length, 1),
  ];
  const moved = tensors.map((tensor) => tf.reshape(tf.transpose(tensor, order), flat));
  const undo = order.map((_, axis) => order.indexOf(axis));
  return tf.transpose(tf.reshape(f(...moved), lengths), undo);
}

/** Products, without division, so that they hold where elements are zero. */
export const products: readonly tf.GradConfig[] = [
  gradientOf(tf.Prod, ['x'], (dy, [x], { axis }: tf.ProdAttrs) => ({
    x: () => {
      const axes = parseAxes(axis, x.shape);
      const others = alongLast(axes, [x], (moved) =>
        tf.mul(productOfOthers(moved, 1), productOfOthers(moved, -1)),
      );
      return tf.mul(toShape(dy, reducedShape(x.shape, axes)), others);
    },
  })),
  // y[k] is a product of everything up to k (before k if exclusive), so dL/dx[k] = (product before k) s[k] with s
  // the dy from k on (from k + 1 on), each times the elements between.
  gradientOf(tf.Cumprod, ['x'], (dy, [x], { axis, exclusive, reverse }: tf.CumprodAttrs) => ({
    x: () => {
      const direction = reverse ? -1 : 1;
      return alongLast(parseAxes(axis, x.shape), [dy, x], (dyMoved, xMoved) => {
        const reached = exclusive ? shift(dyMoved, -direction, 0) : dyMoved;
        return tf.mul(productOfOthers(xMoved, direction), accumulate(reached, xMoved, direction));
      });
    },
  })),
];
