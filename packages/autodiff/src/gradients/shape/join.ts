import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, gradientOfMany } from '../rule.ts';

const byIndex = (gradients: readonly tf.Tensor[]) =>
  Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));

/** Joining tensors and taking them apart. */
export const joins: readonly tf.GradConfig[] = [
  gradientOf(tf.Concat, 'all', (dy, inputs, { axis }: tf.ConcatAttrs) => {
    const [along] = tf.util.parseAxisParam(axis, dy.shape);
    return byIndex(
      tf.split(
        dy,
        inputs.map((input) => input.shape[along]),
        along,
      ),
    );
  }),
  gradientOfMany(tf.SplitV, [], (dys, _, { axis }: tf.SplitVAttrs) => ({ x: () => tf.concat(dys, axis) })),
  gradientOf(tf.Pack, [], (dy, _, { axis }: tf.PackAttrs) => byIndex(tf.unstack(dy, axis))),
  gradientOfMany(tf.Unpack, [], (dys, _, { axis }: tf.UnpackAttrs) => ({ value: () => tf.stack(dys, axis) })),
];
