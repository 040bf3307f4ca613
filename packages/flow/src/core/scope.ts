import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` for a function that returns any tree of tensors: every other tensor it makes is disposed. */
export function scope<Out>(f: () => Out): Out {
  return tf.tidy(f as () => tf.TensorContainer) as Out;
}
