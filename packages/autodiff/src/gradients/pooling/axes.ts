import * as tf from '@tensorflow/tfjs-core';
import { paddingBySide } from '../../kernels/paddings.ts';
import type { WindowAxis } from './windows.ts';

type Info2D = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** Rows and columns of a window in images [batch, height, width, channels]. */
export function imageAxes(info: Info2D): WindowAxis[] {
  return [
    {
      input: info.inHeight,
      output: info.outHeight,
      size: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      padBefore: info.padInfo.top,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      size: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      padBefore: info.padInfo.left,
    },
  ];
}

/** The window axes of 2-D pooling. */
export function poolAxes2d(shape: readonly number[], attributes: tf.MaxPoolAttrs): WindowAxis[] {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return imageAxes(
    tf.backend_util.computePool2DInfo(
      shape as Shape4D,
      filterSize,
      strides,
      1,
      paddingBySide(pad),
      dimRoundingMode,
    ),
  );
}

/** The window axes of 3-D pooling of [batch, depth, height, width, channels]. */
export function poolAxes3d(shape: readonly number[], attributes: tf.MaxPool3DAttrs): WindowAxis[] {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat } = attributes;
  const info = tf.backend_util.computePool3DInfo(
    shape as Shape5D,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
    dataFormat,
  );
  const depth: WindowAxis = {
    input: info.inDepth,
    output: info.outDepth,
    size: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    padBefore: info.padInfo.front,
  };
  return [depth, ...imageAxes(info as unknown as Info2D)];
}

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];
