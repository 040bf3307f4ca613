import { blockKernels } from './blocks.ts';
import { countingKernels } from './counting.ts';
import { maximaKernels } from './maxima.ts';
import { normalizationKernels } from './normalization.ts';
import { volumeKernels } from './volume.ts';
import { contractionKernels } from './contraction.ts';
import { convolutionKernels } from './convolution.ts';
import { elementwiseKernels } from './elementwise.ts';
import { indexingKernels } from './indexing.ts';
import { reductionKernels } from './reduction.ts';
import type { KernelRule } from './rule.ts';
import { spatialKernels } from './spatial.ts';
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
  ...blockKernels,
  ...countingKernels,
  ...maximaKernels,
  ...normalizationKernels,
  ...volumeKernels,
};
