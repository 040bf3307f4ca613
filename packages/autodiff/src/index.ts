import './gradients/register.ts';

export { registerGradients } from './gradients/register.ts';
export { grad, valueAndGrad, type Input } from './transforms/grad.ts';
export { stopGradient } from './transforms/stop-gradient.ts';
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
