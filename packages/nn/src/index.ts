export { bits, foldIn, key, split, type Key } from './random/key.ts';
export { threefry2x32 } from './random/threefry.ts';
export { uniform } from './random/uniform.ts';
export { normal, truncatedNormal } from './random/normal.ts';
export { permutation, randint } from './random/integers.ts';

export {
  filled,
  glorotUniform,
  heNormal,
  lecunNormal,
  scaled,
  torchUniform,
  varianceScaling,
  zeros,
  type Fans,
  type Initialiser,
  type VarianceScaling,
} from './initialisers.ts';

export type { Layer } from './layers/layer.ts';
export { dense, type DenseOptions } from './layers/dense.ts';
export { activation, type ActivationName } from './layers/activation.ts';
export { elementwise } from './layers/elementwise.ts';
export { flatten, reshape } from './layers/shapes.ts';
export { conv2d, type Conv2dOptions, type Margins } from './layers/image/conv2d.ts';
export { constantChannels } from './layers/image/constantChannels.ts';
export { upsampleNearest } from './layers/image/upsampleNearest.ts';
export { depthToSpace, spaceToDepth } from './layers/image/blocks.ts';
export { spatialSoftmax } from './layers/image/spatialSoftmax.ts';
export { distinctPlaces, type DistinctPlacesOptions } from './layers/image/distinctPlaces.ts';
export { softDiscs, type SoftDiscsOptions } from './layers/image/softDiscs.ts';
export { eachPart } from './layers/combined/eachPart.ts';
export { sequential } from './layers/combined/sequential.ts';
export { residual } from './layers/combined/residual.ts';
export { heads, type Heads } from './layers/combined/heads.ts';
export { mlp, type MlpOptions } from './layers/combined/mlp.ts';

export { countParameters } from './parameters/count.ts';
export { ravel, type Ravelled } from './parameters/ravel.ts';

export type { Optimiser, UpdateOptions } from './optimisers/optimiser.ts';
export { muon, type MuonOptions } from './optimisers/muon.ts';
export { adam, type AdamOptions } from './optimisers/adam.ts';
export { sgd, type SgdOptions } from './optimisers/sgd.ts';
export { clipByGlobalNorm, globalNorm } from './optimisers/clip.ts';
export { movingAverage, type MovingAverage } from './optimisers/movingAverage.ts';
export { constant, warmupCosine, type Schedule, type WarmupCosine } from './optimisers/schedules.ts';

export type { Shape } from './shape.ts';
