import type { KernelCase } from './case.ts';
import { convolutionCases } from './convolutions.ts';
import { elementwiseCases } from './elementwise.ts';
import { imageCases } from './images.ts';
import { indexingCases } from './indexing.ts';
import { reductionCases } from './reductions.ts';
import { structureCases } from './structure.ts';
import { windowCases } from './windows.ts';

/** For each tfjs kernel at least one call that reaches it. */
export const kernelCases: Readonly<Record<string, KernelCase>> = {
  ...elementwiseCases,
  ...structureCases,
  ...reductionCases,
  ...indexingCases,
  ...convolutionCases,
  ...windowCases,
  ...imageCases,
};
