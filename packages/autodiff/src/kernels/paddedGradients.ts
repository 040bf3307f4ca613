import * as tf from '@tensorflow/tfjs-core';
import { call, free, type Info, type MendedKernel } from './mending.ts';
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

/** The gradients of convolutions that are padded by numbers, which tfjs-node refuses: those of the padded image. */
export const paddedGradients: readonly MendedKernel[] = [
  ...[tf.Conv2DBackpropInput, tf.DepthwiseConv2dNativeBackpropInput].map(byInput),
  ...[tf.Conv2DBackpropFilter, tf.DepthwiseConv2dNativeBackpropFilter].map(byFilter),
];

function byInput(kernelName: string): MendedKernel {
  return {
    kernelName,
    backends: ['tensorflow'],
    mend: (own) => (context) => {
      const sides = sidesOf(context.attrs);
      if (sides === undefined) return own(context);
      const { inputShape } = context.attrs as unknown as Attributes;
      const around = inputShape.map((length, i) => length + sides[i][0] + sides[i][1]);
      const padded = own({ ...context, attrs: valid(context.attrs, { inputShape: around }) }) as Info;
      const begin = sides.map(([before]) => before);
      const inside = call('tensorflow', tf.Slice, context, { x: padded }, { begin, size: [...inputShape] });
      free(context, padded);
      return inside;
    },
  };
}

function byFilter(kernelName: string): MendedKernel {
  return {
    kernelName,
    backends: ['tensorflow'],
    mend: (own) => (context) => {
      const sides = sidesOf(context.attrs);
      if (sides === undefined) return own(context);
      const { x } = context.inputs as { x: Info };
      const padded = call('tensorflow', tf.PadV2, context, { x }, { paddings: sides, constantValue: 0 });
      const slope = own({
        ...context,
        inputs: { ...context.inputs, x: padded },
        attrs: valid(context.attrs),
      });
      free(context, padded);
      return slope;
    },
  };
}
