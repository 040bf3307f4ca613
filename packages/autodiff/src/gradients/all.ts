import type * as tf from '@tensorflow/tfjs-core';
import { convolutions } from './convolution/convolutions.ts';
import {
  activations,
  arithmetic,
  hyperbolic,
  powers,
  selection,
  trigonometric,
} from './elementwise/index.ts';
import { piecewiseConstant } from './elementwise/piecewiseConstant.ts';
import { customGradients } from './custom/customGradients.ts';
import { crops } from './image/crop.ts';
import { resizes } from './image/resize.ts';
import { warps } from './image/warp.ts';
import { gathers } from './indexing/gather.ts';
import { segments } from './indexing/segments.ts';
import { stridedSlices } from './indexing/stridedSlice.ts';
import { diagonals } from './linearAlgebra/diagonal.ts';
import { einsums } from './linearAlgebra/einsum.ts';
import { matMuls } from './linearAlgebra/matMul.ts';
import { normalizations } from './normalization/normalizations.ts';
import { averagePools } from './pooling/average.ts';
import { maximumPools } from './pooling/maximum.ts';
import { extrema } from './reductions/extrema.ts';
import { products } from './reductions/products.ts';
import { softmaxes } from './reductions/softmax.ts';
import { sums } from './reductions/sums.ts';
import { blocks } from './shape/blocks.ts';
import { joins } from './shape/join.ts';
import { reshapes } from './shape/reshape.ts';
import { slices } from './shape/slice.ts';
import { tiles } from './shape/tile.ts';

/** Every gradient of this package, one for each kernel. */
export const allGradients: readonly tf.GradConfig[] = [
  ...activations,
  ...arithmetic,
  ...averagePools,
  ...blocks,
  ...convolutions,
  ...crops,
  ...customGradients,
  ...diagonals,
  ...einsums,
  ...extrema,
  ...gathers,
  ...hyperbolic,
  ...joins,
  ...matMuls,
  ...maximumPools,
  ...normalizations,
  ...piecewiseConstant,
  ...powers,
  ...products,
  ...reshapes,
  ...resizes,
  ...segments,
  ...selection,
  ...slices,
  ...softmaxes,
  ...stridedSlices,
  ...sums,
  ...tiles,
  ...trigonometric,
  ...warps,
];
