import type * as tf from '@tensorflow/tfjs-core';
import type { Drawn, KernelCase } from './case.ts';

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

/** A batch of images [N,H,W,C]. */
export const image = ({ count, flag, axis }: Drawn): Four => [
  1 + (axis % 2),
  3 + count,
  flag ? 4 : 5,
  1 + axis,
];

/** A batch of volumes [N,D,H,W,C]. */
export const volume = ({ count, axis }: Drawn): Five => [2, 3 + count, 4, 3, 1 + axis];

/** A call on one batch of images. */
export const onImage = (call: (drawn: Drawn) => (x: tf.Tensor4D) => tf.Tensor | tf.Tensor[]): KernelCase => ({
  inputs: (drawn) => [{ shape: image(drawn) }],
  fn: (drawn) => (x) => call(drawn)(x as tf.Tensor4D),
});

export const padOf = ({ flag }: Drawn) => (flag ? 'same' : 'valid');
export const strideOf = ({ count }: Drawn) => 1 + (count % 2);
