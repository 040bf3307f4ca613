import * as tf from '@tensorflow/tfjs-core';
import { transposeAlong } from '../image/alongAxis.ts';
import { gradientOf } from '../rule.ts';
import { poolAxes2d, poolAxes3d } from './axes.ts';
import { windowsOf, type WindowAxis } from './windows.ts';

/** The transpose of averaging over windows: a product of one linear map for each axis. */
function spread(dy: tf.Tensor, axes: readonly WindowAxis[]): tf.Tensor {
  return axes.reduce((gradient, axis, i) => {
    const map = windowsOf(axis).map((window) => {
      // The average is over what lies inside the image. tfjs' own gradient kernels divide by the whole window.
      const inside = window.filter((index) => index !== undefined);
      return inside.map((index) => [index, 1 / inside.length] as const);
    });
    return transposeAlong(gradient, i + 1, map, axis.input);
  }, dy);
}

/** Averages over windows. */
export const averagePools: readonly tf.GradConfig[] = [
  gradientOf(tf.AvgPool, ['x'], (dy, [x], attributes: tf.AvgPoolAttrs) => ({
    x: () => spread(dy, poolAxes2d(x.shape, attributes)),
  })),
  gradientOf(tf.AvgPool3D, ['x'], (dy, [x], attributes: tf.AvgPool3DAttrs) => ({
    x: () => spread(dy, poolAxes3d(x.shape, attributes)),
  })),
];
