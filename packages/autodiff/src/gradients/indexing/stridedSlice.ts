import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { gradientOf, runKernel } from '../rule.ts';

/** Slices with steps, masks and dropped axes. */
export const stridedSlices: readonly tf.GradConfig[] = [
  gradientOf(tf.StridedSlice, ['x'], (dy, [x], attributes: tf.StridedSliceAttrs) => ({
    x: () => {
      // Slicing the element numbers tells where each output came from, whatever the masks say.
      const places = untaped(() => {
        // As floats while they are exact: tfjs' wasm kernel takes integers for them.
        const numbers = tf.reshape(tf.range(0, x.size, 1, x.size > 2 ** 24 ? 'int32' : 'float32'), x.shape);
        const kept = runKernel(tf.StridedSlice, { x: numbers }, attributes);
        return tf.reshape(tf.cast(kept, 'int32'), [-1, 1]);
      });
      return tf.reshape(tf.scatterND(places, tf.reshape(dy, [-1]), [x.size]), x.shape);
    },
  })),
];
