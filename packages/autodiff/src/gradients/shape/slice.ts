import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

type Padding = [before: number, after: number];

/** Cutting out and surrounding with a constant, each the transpose of the other. */
export const slices: readonly tf.GradConfig[] = [
  gradientOf(tf.Slice, ['x'], (dy, [x], { begin, size }: tf.SliceAttrs) => ({
    x: () => {
      const [start, length] = tf.slice_util.parseSliceParams(x, begin, size);
      const paddings = x.shape.map((n, i): Padding => [start[i], n - start[i] - length[i]]);
      return tf.pad(dy, paddings);
    },
  })),
  gradientOf(tf.PadV2, ['x'], (dy, [x], { paddings }: tf.PadV2Attrs) => ({
    x: () =>
      tf.slice(
        dy,
        paddings.map(([before]) => before),
        x.shape,
      ),
  })),
  gradientOf(tf.MirrorPad, ['x'], (dy, [x], { paddings, mode }: tf.MirrorPadAttrs) => ({
    x: () => x.shape.reduce((folded, n, axis) => foldMirror(folded, axis, n, paddings[axis], mode), dy),
  })),
];

/** Adds the mirrored margins of one axis back to the elements that they show. */
function foldMirror(
  dy: tf.Tensor,
  axis: number,
  n: number,
  [before, after]: Padding,
  mode: 'reflect' | 'symmetric',
): tf.Tensor {
  if (before === 0 && after === 0) return dy;
  const cut = (begin: number, length: number) =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? begin : 0)),
      dy.shape.map((whole, i) => (i === axis ? length : whole)),
    );
  const place = (part: tf.Tensor, begin: number) =>
    tf.pad(
      tf.reverse(part, axis),
      dy.shape.map((_, i): Padding => (i === axis ? [begin, n - begin - part.shape[axis]] : [0, 0])),
    );
  // 'reflect' leaves out the border element itself
  const offset = mode === 'reflect' ? 1 : 0;
  const first = place(cut(0, before), offset);
  const last = place(cut(before + n, after), n - after - offset);
  return tf.addN([cut(before, n), first, last]);
}
