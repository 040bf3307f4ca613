import * as tf from '@tensorflow/tfjs-core';
import { channelsLast } from './channelsFirst.ts';
import { undilated } from './dilations.ts';
import type { KernelFunction, MendedKernel } from './mending.ts';

/**
 * A numeric padding of images as one by side; other paddings stay what they are. For the number, tfjs' convolutions and
 * pools compute the output's width from the window's height and the first stride, which is wrong where the window is not
 * square; by side they compute it right. The kernels of the backends `cpu`, `wasm` and `tensorflow` are mended so.
 *
 * @example
 * ```ts
 * const x = tf.ones<tf.Rank.R4>([1, 12, 12, 1]);
 * const filter = tf.ones<tf.Rank.R4>([4, 2, 1, 1]);
 * console.log(tf.conv2d(x, filter, 1, paddingBySide(1)).shape); // [1, 11, 13, 1]
 * ```
 */
export function paddingBySide<Pad>(
  pad: Pad,
  dataFormat: 'NHWC' | 'NCHW' = 'NHWC',
): Exclude<Pad, number> | tf.backend_util.ExplicitPadding {
  if (typeof pad !== 'number') return pad as Exclude<Pad, number>;
  const none: [number, number] = [0, 0];
  const sides: [number, number] = [pad, pad];
  return dataFormat === 'NCHW' ? [none, none, sides, sides] : [none, sides, sides, none];
}

interface PaddingAttributes {
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

const forward = [tf.Conv2D, tf.FusedConv2D, tf.DepthwiseConv2dNative, tf.FusedDepthwiseConv2D];
const gradients = [
  tf.Conv2DBackpropInput,
  tf.Conv2DBackpropFilter,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.DepthwiseConv2dNativeBackpropFilter,
];
const pools = [tf.MaxPool, tf.AvgPool];

const bySide =
  (own: KernelFunction): KernelFunction =>
  (context) => {
    const { pad, dataFormat } = context.attrs as unknown as PaddingAttributes;
    if (typeof pad !== 'number') return own(context);
    const attrs = { ...context.attrs, pad: paddingBySide(pad, dataFormat) } as unknown as tf.NamedAttrMap;
    return own({ ...context, attrs });
  };

/** Convolutions and pools of images that are padded by a number. */
export const paddingKernels: readonly MendedKernel[] = [
  ...[...forward, ...gradients, ...pools].map((kernelName) => ({
    kernelName,
    backends: ['cpu', 'wasm'],
    mend: bySide,
  })),
  // Of tfjs-node's kernels the others take no sides either: see gradientsOnTensorFlow.ts and onHost.ts.
  ...forward.map((kernelName) => ({
    kernelName,
    backends: ['tensorflow'],
    mend: (own: KernelFunction) => bySide(plainConvolution(kernelName, own)),
  })),
];

/** `own` where it does the work, else a convolution that TensorFlow has on every processor. */
function plainConvolution(kernelName: string, own: KernelFunction): KernelFunction {
  if (kernelName === tf.Conv2D) return channelsLast(own, ['x'], true);
  // The fused one says itself that it takes channels last only, and dilates on every processor.
  return kernelName === tf.FusedConv2D ? own : undilated(own, false);
}
