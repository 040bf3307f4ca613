import * as tf from '@tensorflow/tfjs-core';
import { toShape } from '../rule.ts';

type Axis = number | readonly number[] | null | undefined;

/** The axes that an op was asked to reduce, as indices from 0; none given means all. */
export function parseAxes(axis: Axis, shape: readonly number[]): number[] {
  const given = Array.isArray(axis) ? [...(axis as readonly number[])] : axis;
  return tf.util.parseAxisParam(given as number | number[], [...shape]);
}

/** `shape` with length 1 along the reduced axes. */
export function reducedShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((length, i) => (axes.includes(i) ? 1 : length));
}

/** Repeats what was reduced along `axis` (with or without the axes kept) over the whole `shape`. */
export function expand(reduced: tf.Tensor, shape: readonly number[], axis: Axis): tf.Tensor {
  const kept = reducedShape(shape, parseAxes(axis, shape));
  return tf.broadcastTo(toShape(reduced, kept), [...shape]);
}
