import type * as tf from '@tensorflow/tfjs-core';
import { conv2ds } from './convolution/conv2d.ts';
import {
  activations,
  arithmetic,
  hyperbolic,
  powers,
  selection,
  trigonometric,
} from './elementwise/index.ts';
import { piecewiseConstant } from './elementwise/piecewise-constant.ts';
import { resizes } from './image/resize.ts';
import { gathers } from './indexing/gather.ts';
import { matMuls } from './linear-algebra/mat-mul.ts';
import { extrema } from './reductions/extrema.ts';
import { products } from './reductions/products.ts';
import { softmaxes } from './reductions/softmax.ts';
import { sums } from './reductions/sums.ts';
import { joins } from './shape/join.ts';
import { reshapes } from './shape/reshape.ts';
import { slices } from './shape/slice.ts';
import { tiles } from './shape/tile.ts';

/** Every gradient of this package, one for each kernel. */
export const allGradients: readonly tf.GradConfig[] = [
  ...activations,
  ...arithmetic,
  ...conv2ds,
  ...extrema,
  ...gathers,
  ...hyperbolic,
  ...joins,
  ...matMuls,
  ...piecewiseConstant,
  ...powers,
  ...products,
  ...reshapes,
  ...resizes,
  ...selection,
  ...slices,
  ...softmaxes,
  ...sums,
  ...tiles,
  ...trigonometric,
];
