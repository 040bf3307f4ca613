import * as tf from '@tensorflow/tfjs-core';
import { run, type Drawn, type Input, type KernelCase } from './case.ts';
import { image, padOf, strideOf, volume } from './space.ts';
type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

const depthwiseFilter = (drawn: Drawn): Four => [3, 2, image(drawn)[3], 1 + (drawn.count % 2)];
const depthwise = (x: tf.Tensor, filter: tf.Tensor, drawn: Drawn) =>
  tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strideOf(drawn), padOf(drawn));
const depthwiseInputs = (drawn: Drawn): Input[] => {
  const [shape, filter] = [image(drawn), depthwiseFilter(drawn)];
  return [{ shape }, { shape: filter }, { shape: depthwise(tf.zeros(shape), tf.zeros(filter), drawn).shape }];
};
const depthwiseAttributes = (drawn: Drawn) => ({
  strides: strideOf(drawn),
  pad: padOf(drawn),
  dilations: 1,
  inputShape: image(drawn),
  filterShape: depthwiseFilter(drawn),
});
const volumeFilter = (drawn: Drawn): Five => [2, 3, 1 + (drawn.count % 2), volume(drawn)[4], 2];
const volumeOutput = (drawn: Drawn) =>
  tf.conv3d(tf.zeros<tf.Rank.R5>(volume(drawn)), tf.zeros<tf.Rank.R5>(volumeFilter(drawn)), strideOf(drawn), padOf(drawn)).shape; // oxfmt-ignore
const volumeAttributes = (drawn: Drawn) => ({ strides: strideOf(drawn), pad: padOf(drawn), dilations: 1 });

/** Convolutions other than the plain one of images, which has tests of its own, and their gradients. */
export const convolutionCases: Readonly<Record<string, KernelCase>> = {
  FusedConv2D: {
    inputs: (drawn) => [{ shape: image(drawn) }, { shape: [3, 3, image(drawn)[3], 2] }, { shape: [2] }],
    fn: (drawn) => (x, filter, bias) =>
      tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, strides: strideOf(drawn), pad: padOf(drawn), activation: 'elu' }), // oxfmt-ignore
  },
  FusedDepthwiseConv2D: {
    inputs: (drawn) => [
      ...depthwiseInputs(drawn).slice(0, 2),
      { shape: [depthwiseInputs(drawn)[2].shape[3]] },
    ],
    fn: (drawn) => (x, filter, bias) =>
      tf.fused.depthwiseConv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, strides: strideOf(drawn), pad: padOf(drawn), activation: 'relu' }), // oxfmt-ignore
  },
  DepthwiseConv2dNative: {
    inputs: (drawn) => depthwiseInputs(drawn).slice(0, 2),
    fn: (drawn) => (x, filter) => depthwise(x, filter, drawn),
  },
  DepthwiseConv2dNativeBackpropInput: {
    inputs: depthwiseInputs,
    fn: (drawn) => (_, filter, dy) =>
      run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, depthwiseAttributes(drawn)),
  },
  DepthwiseConv2dNativeBackpropFilter: {
    inputs: depthwiseInputs,
    fn: (drawn) => (x, _, dy) =>
      run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, depthwiseAttributes(drawn)),
  },
  Conv3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }, { shape: volumeFilter(drawn) }],
    fn: (drawn) => (x, filter) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strideOf(drawn), padOf(drawn)),
  },
  Conv3DBackpropInputV2: {
    inputs: (drawn) => [{ shape: volumeFilter(drawn) }, { shape: volumeOutput(drawn) }],
    fn: (drawn) => (filter, dy) =>
      run('Conv3DBackpropInputV2', { dy, filter }, { ...volumeAttributes(drawn), inputShape: volume(drawn) }),
  },
  Conv3DBackpropFilterV2: {
    inputs: (drawn) => [{ shape: volume(drawn) }, { shape: volumeOutput(drawn) }],
    fn: (drawn) => (x, dy) =>
      run('Conv3DBackpropFilterV2', { x, dy }, { ...volumeAttributes(drawn), filterShape: volumeFilter(drawn) }), // oxfmt-ignore
  },
};
