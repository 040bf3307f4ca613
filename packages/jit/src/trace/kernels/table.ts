import { bitKernels } from './bits.ts';
import { blockKernels } from './blocks.ts';
import { countingKernels } from './counting.ts';
import { maximaKernels } from './windows/maxima.ts';
import { normalizationKernels } from './normalization.ts';
import { volumeKernels } from './windows/volume.ts';
import { contractionKernels } from './contraction.ts';
import { convolutionKernels } from './windows/convolution.ts';
import { elementwiseKernels } from './elementwise.ts';
import { indexingKernels } from './indexing.ts';
import { cropKernels } from './image/crops.ts';
import { warpKernels } from './image/warps.ts';
import { reductionKernels } from './reduction.ts';
import type { KernelRule } from './rule.ts';
import { spatialKernels } from './image/spatial.ts';
import { structureKernels } from './structure.ts';

/** How each tfjs kernel is written in graph operations, by kernel name. */
export const kernelRules: Readonly<Record<string, KernelRule>> = {
  ...elementwiseKernels,
  ...structureKernels,
  ...reductionKernels,
  ...contractionKernels,
  ...convolutionKernels,
  ...indexingKernels,
  ...spatialKernels,
  ...cropKernels,
  ...warpKernels,
  ...bitKernels,
  ...blockKernels,
  ...countingKernels,
  ...maximaKernels,
  ...normalizationKernels,
  ...volumeKernels,
};
