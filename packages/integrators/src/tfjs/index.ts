export { rollout, tensorSpace, type RolloutOptions, type TensorState, type TensorSystem } from './rollout.ts';
