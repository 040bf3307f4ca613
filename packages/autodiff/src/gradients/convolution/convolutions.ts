import * as tf from '@tensorflow/tfjs-core';
import { convolutionGradients } from './trilinear.ts';

/** Convolutions of one, two and three dimensions, depthwise and transposed. */
export const convolutions: readonly tf.GradConfig[] = [
  ...convolutionGradients({
    forward: tf.Conv2D,
    byInput: tf.Conv2DBackpropInput,
    byFilter: tf.Conv2DBackpropFilter,
    options: ['strides', 'pad', 'dataFormat', 'dimRoundingMode'],
  }),
  ...convolutionGradients({
    forward: tf.DepthwiseConv2dNative,
    byInput: tf.DepthwiseConv2dNativeBackpropInput,
    byFilter: tf.DepthwiseConv2dNativeBackpropFilter,
    options: ['strides', 'pad', 'dataFormat', 'dimRoundingMode'],
  }),
  ...convolutionGradients({
    forward: tf.Conv3D,
    byInput: tf.Conv3DBackpropInputV2,
    byFilter: tf.Conv3DBackpropFilterV2,
    options: ['strides', 'pad', 'dataFormat'],
  }),
];
