import './gradients/register.ts';

export { gelu, logSigmoid, mish, softplus, swish } from './functions/activations.ts';
export { logSumExp } from './functions/logSumExp.ts';
export { registerGradients } from './gradients/register.ts';
export { paddingBySide } from './kernels/paddings.ts';
export { kernelsWithoutGradient } from './gradients/withoutGradient.ts';
export { after, afterKernel } from './transforms/after.ts';
export { grad, valueAndGrad, type Input } from './transforms/grad.ts';
export {
  reversibleValueAndGrad,
  type ReversibleGradients,
  type ReversibleRollout,
} from './transforms/reversible.ts';
export { sumOfChunks } from './transforms/sumOfChunks.ts';
export { stopGradient } from './transforms/stopGradient.ts';
export { isNdArray, ndarray, type NdArray, type NdDtype } from './tree/ndarray.ts';
export { toArrays, toTensors, type Leaf, type TreeOf } from './tree/tensors.ts';
export {
  treeFlatten,
  treeLeaves,
  treeMap,
  treePaths,
  treeUnflatten,
  type Tree,
  type TreeStructure,
} from './tree/tree.ts';
