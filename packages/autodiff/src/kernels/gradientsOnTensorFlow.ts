import * as tf from '@tensorflow/tfjs-core';
import { channelsLast } from './channelsFirst.ts';
import { undilated } from './dilations.ts';
import { call, free, type Info, type KernelFunction, type MendedKernel } from './mending.ts';
import { paddingBySide } from './paddings.ts';

interface Attributes {
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly inputShape: readonly number[];
}

/** How much is added before and after each axis; undefined where the padding is in words. */
function sidesOf(attrs: tf.NamedAttrMap | undefined): [number, number][] | undefined {
  const { pad, dataFormat } = attrs as unknown as Attributes;
  const sides = paddingBySide(pad, dataFormat);
  return typeof sides === 'string' ? undefined : sides;
}

const valid = (attrs: tf.NamedAttrMap | undefined, more: object = {}) =>
  ({ ...attrs, pad: 'valid', ...more }) as unknown as tf.NamedAttrMap;

const insideOfPadded =
  (own: KernelFunction): KernelFunction =>
  (context) => {
    const sides = sidesOf(context.attrs);
    if (sides === undefined) return own(context);
    const { inputShape } = context.attrs as unknown as Attributes;
    const around = inputShape.map((length, i) => length + sides[i][0] + sides[i][1]);
    const padded = own({ ...context, attrs: valid(context.attrs, { inputShape: around }) }) as Info;
    const begin = sides.map(([before]) => before);
    const inside = call('tensorflow', tf.Slice, context, { x: padded }, { begin, size: [...inputShape] });
    free(context, padded);
    return inside;
  };

const ofPadded =
  (own: KernelFunction): KernelFunction =>
  (context) => {
    const sides = sidesOf(context.attrs);
    if (sides === undefined) return own(context);
    const { x } = context.inputs as { x: Info };
    const padded = call('tensorflow', tf.PadV2, context, { x }, { paddings: sides, constantValue: 0 });
    const slope = own({ ...context, inputs: { ...context.inputs, x: padded }, attrs: valid(context.attrs) });
    free(context, padded);
    return slope;
  };

/**
 * The gradients of convolutions as tfjs-node has them on every processor: with channels last, not dilated, and for images
 * padded by numbers, which it refuses, those of the padded image.
 */
export const gradientsOnTensorFlow: readonly MendedKernel[] = [
  mended(tf.Conv2DBackpropInput, (own) => insideOfPadded(channelsLast(own, ['dy'], true))),
  mended(tf.Conv2DBackpropFilter, (own) => ofPadded(channelsLast(own, ['x', 'dy'], false))),
  mended(tf.DepthwiseConv2dNativeBackpropInput, (own) => insideOfPadded(undilated(own, false))),
  mended(tf.DepthwiseConv2dNativeBackpropFilter, (own) => ofPadded(undilated(own, true))),
];

function mended(kernelName: string, mend: MendedKernel['mend']): MendedKernel {
  return { kernelName, backends: ['tensorflow'], mend };
}
