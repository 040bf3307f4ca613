import * as tf from '@tensorflow/tfjs-core';
import type { Info, MendedKernel } from './mending.ts';

/**
 * Strided slices that drop axes: with a stride beside it, tfjs' `cpu` and `wasm` kernels read other elements. The axis is kept, one
 * element long, and dropped from the shape afterwards.
 */
export const stridedSliceKernels: readonly MendedKernel[] = [
  {
    kernelName: tf.StridedSlice,
    backends: ['cpu', 'wasm'],
    mend: (own) => (context) => {
      const attributes = context.attrs as unknown as tf.StridedSliceAttrs;
      const { shrinkAxisMask, strides } = attributes;
      if (shrinkAxisMask === 0 || strides.every((stride) => stride === 1)) return own(context);
      const [begin, end, steps] = [[...attributes.begin], [...attributes.end], [...strides]];
      let { beginMask, endMask } = attributes;
      for (const axis of begin.keys()) {
        const bit = 1 << axis;
        if ((shrinkAxisMask & bit) === 0 || ((attributes.newAxisMask | attributes.ellipsisMask) & bit) !== 0)
          continue;
        beginMask &= ~bit;
        // -1 + 1 would be the first element, not the end.
        endMask = begin[axis] === -1 ? endMask | bit : endMask & ~bit;
        end[axis] = begin[axis] + 1;
        steps[axis] = 1;
      }
      const { x } = context.inputs as { x: Info };
      const { finalShape } = tf.slice_util.sliceInfo(
        x.shape,
        attributes.begin,
        attributes.end,
        strides,
        attributes.beginMask,
        attributes.endMask,
        attributes.ellipsisMask,
        attributes.newAxisMask,
        shrinkAxisMask,
      );
      const attrs = { ...attributes, begin, end, strides: steps, beginMask, endMask, shrinkAxisMask: 0 };
      const kept = own({ ...context, attrs: attrs }) as Info;
      return { ...kept, shape: finalShape };
    },
  },
];
