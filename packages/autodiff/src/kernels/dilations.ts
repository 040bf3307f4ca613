import * as tf from '@tensorflow/tfjs-core';
import { call, free, type Info, type KernelCall, type KernelFunction } from './mending.ts';

interface Attributes {
  readonly dilations?: number | readonly [number, number];
  readonly filterShape?: readonly number[];
}

/**
 * A dilated depthwise convolution by `own`, one that is not dilated: of a filter with zeros between its entries.
 * TensorFlow dilates on a CPU by oneDNN alone, which it takes by itself only on processors with AVX-512 VNNI or AMX.
 *
 * @param returnsFilter Whether what comes back is the slope by the filter rather than an image.
 */
export const undilated =
  (own: KernelFunction, returnsFilter: boolean): KernelFunction =>
  (context) => {
    const { dilations = 1, filterShape } = context.attrs as unknown as Attributes;
    const [down, right] = typeof dilations === 'number' ? [dilations, dilations] : dilations;
    if (down === 1 && right === 1) return own(context);
    const attrs = { ...context.attrs, dilations: [1, 1] } as unknown as tf.NamedAttrMap;
    if (!returnsFilter) {
      const { filter, ...images } = context.inputs as Readonly<Record<string, Info>>;
      const spread = spreadOut(context, filter, down, right);
      const image = own({ ...context, inputs: { ...images, filter: spread }, attrs });
      free(context, spread);
      return image;
    }
    // Without it there is no such kernel call; its shape is [rows, columns, channels, multiplier].
    const [rows, columns, channels, multiplier] = filterShape as [number, number, number, number];
    const around = [(rows - 1) * down + 1, (columns - 1) * right + 1, channels, multiplier];
    const slope = own({ ...context, attrs: { ...attrs, filterShape: around } }) as Info;
    const begin = [0, 0, 0, 0];
    const strides = [down, right, 1, 1];
    const picked = call(
      'tensorflow',
      tf.StridedSlice,
      context,
      { x: slope },
      { begin, end: around, strides, ...masks },
    );
    free(context, slope);
    return picked;
  };

const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

/** A filter with zeros between its entries, so many steps apart down and to the right. */
function spreadOut(context: KernelCall, x: Info, down: number, right: number): Info {
  const [rows, columns, channels, multiplier] = x.shape;
  const here = (kernelName: string, input: Info, attrs: Readonly<Record<string, unknown>>) =>
    call('tensorflow', kernelName, context, { x: input }, attrs);
  const apart = here(tf.Reshape, x, { shape: [rows, 1, columns, 1, channels * multiplier] });
  const after = [down - 1, 0, right - 1];
  const paddings = [[0, 0], ...after.map((zeros) => [0, zeros]), [0, 0]];
  const filled = here(tf.PadV2, apart, { paddings, constantValue: 0 });
  const joined = here(tf.Reshape, filled, { shape: [rows * down, columns * right, channels, multiplier] });
  const size = [(rows - 1) * down + 1, (columns - 1) * right + 1, channels, multiplier];
  const spread = here(tf.Slice, joined, { begin: [0, 0, 0, 0], size });
  free(context, apart, filled, joined);
  return spread;
}
