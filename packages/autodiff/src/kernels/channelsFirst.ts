import * as tf from '@tensorflow/tfjs-core';
import { call, free, type Info, type KernelCall, type KernelFunction } from './mending.ts';

interface Attributes {
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly inputShape?: readonly number[];
}

/** From the order of channels first to that of channels last, and back. */
const toLast = [0, 2, 3, 1];
const toFirst = [0, 3, 1, 2];

/**
 * A convolution of images with channels first by `own`, one of images with channels last. TensorFlow computes the former
 * on a CPU by oneDNN alone, which it takes by itself only on processors with AVX-512 VNNI or AMX.
 *
 * @param images Names of the inputs that are images; the others are filters, the same in both orders.
 * @param returnsImage Whether what comes back is an image.
 */
export const channelsLast =
  (own: KernelFunction, images: readonly string[], returnsImage: boolean): KernelFunction =>
  (context) => {
    const attrs = context.attrs as unknown as Attributes;
    if (attrs.dataFormat !== 'NCHW') return own(context);
    const reordered = images.map(
      (name) => [name, transpose(context, inputOf(context, name), toLast)] as const,
    );
    const { pad, inputShape } = attrs;
    const result = own({
      ...context,
      inputs: { ...context.inputs, ...Object.fromEntries(reordered) },
      attrs: {
        ...context.attrs,
        dataFormat: 'NHWC',
        pad: Array.isArray(pad) ? toLast.map((axis) => pad[axis]) : pad,
        ...(inputShape && { inputShape: toLast.map((axis) => inputShape[axis]) }),
      },
    }) as Info;
    free(context, ...reordered.map(([, image]) => image));
    if (!returnsImage) return result;
    const first = transpose(context, result, toFirst);
    free(context, result);
    return first;
  };

function inputOf({ inputs }: KernelCall, name: string): Info {
  return (inputs as Readonly<Record<string, Info>>)[name];
}

function transpose(context: KernelCall, x: Info, perm: readonly number[]): Info {
  return call('tensorflow', tf.Transpose, context, { x }, { perm });
}
