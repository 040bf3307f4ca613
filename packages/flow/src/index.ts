export type { Parameters, ParameterTensors } from './core/parameters.ts';

export type { Distribution, Noise, NoiseTensors } from './distributions/distribution.ts';
export { gaussian, type GaussianOptions } from './distributions/gaussian.ts';
export { conditionalGaussian, type ConditionalGaussianOptions } from './distributions/conditionalGaussian.ts';

export { fullGaussian, type FullGaussianOptions } from './distributions/fullGaussian.ts';
export { gaussianMixture, type GaussianMixtureOptions } from './distributions/gaussianMixture.ts';
export { mixture, type MixtureOptions } from './distributions/mixture.ts';
export { softUniform, type SoftUniformOptions } from './distributions/softUniform.ts';
export { NotPositiveDefiniteError } from './linear/cholesky.ts';

export { checkerboard, type CheckerboardOptions } from './targets/checkerboard.ts';
export { frame, rings, swissRoll, twoMoons, type FrameOptions, type RingsOptions } from './targets/curves.ts';
export { eightGaussians, type EightGaussiansOptions } from './targets/eightGaussians.ts';
export { pinwheel, type PinwheelOptions } from './targets/pinwheel.ts';
export { targets, type TargetName } from './targets/targets.ts';
export { twoCrescents } from './targets/twoCrescents.ts';
export { banana, funnel, type BananaOptions, type FunnelOptions } from './targets/warpedGaussians.ts';

export type { Energy } from './energies/energy.ts';
export { networkEnergy, type NetworkEnergyOptions } from './energies/networkEnergy.ts';

export { quadraticEnergy, type QuadraticEnergyOptions } from './energies/quadraticEnergy.ts';

export type { Mapped, Transform } from './transforms/transform.ts';
export type { NetworkOptions } from './transforms/conditioner.ts';
export type { CouplingOptions } from './transforms/coupling.ts';
export { affineCoupling, type AffineCouplingOptions } from './transforms/affineCoupling.ts';
export { canonicalLinear } from './transforms/linear/canonicalLinear.ts';
export { conditionalAffine, type ConditionalAffineOptions } from './transforms/conditionalAffine.ts';
export { compose } from './transforms/compose.ts';
export {
  hamiltonianFlow,
  type HamiltonianFlow,
  type HamiltonianFlowOptions,
} from './transforms/hamiltonian.ts';
export { luLinear } from './transforms/linear/luLinear.ts';
export { permutation } from './transforms/linear/permutation.ts';
export { splineCoupling, type SplineCouplingOptions } from './transforms/splines/splineCoupling.ts';
export { invert } from './transforms/invert.ts';

export { asFlow } from './flows/asFlow.ts';
export type { Flow, FlowConfig } from './flows/flow.ts';
export { normalisingFlow, type NormalisingFlow } from './flows/normalisingFlow.ts';
export { augmentedFlow, type AugmentedFlow, type AugmentedFlowParts } from './flows/augmentedFlow.ts';
export {
  neuralHamiltonianFlow,
  sharpPreset,
  type NeuralHamiltonianFlow,
  type NeuralHamiltonianFlowOptions,
} from './flows/neuralHamiltonianFlow.ts';
export { inCoordinates } from './flows/inCoordinates.ts';
export type { MomentumEncoderOptions } from './flows/momentumEncoder.ts';
export { neuralSplineFlow, type NeuralSplineFlowOptions } from './flows/neuralSplineFlow.ts';
export { realNVP, type RealNVPOptions } from './flows/realNVP.ts';

export { draw, logDensity } from './fit/trained/draw.ts';
export { fit, type FitOptions } from './fit/fit.ts';
export type { FitMoment, TrainingOptions } from './fit/training/runTraining.ts';
export type { Samples, Standardisation } from './fit/training/samples.ts';
export {
  trainedFlow,
  type DensityEstimate,
  type DensityOptions,
  type FlowState,
  type TrainedFlow,
} from './fit/trained/trainedFlow.ts';
export type { FitState } from './fit/training/trainingStep.ts';
export { flowFromConfig } from './flows/fromConfig.ts';
export { exportFlow, type ExportedFlow } from './export/exportFlow.ts';
export type { FlowArray, FlowDescription, FlowGraph } from './export/description.ts';
export { loadFlow, saveFlow } from './fit/trained/save.ts';

export {
  estimateNormaliser,
  fitToDensity,
  type NormaliserEstimate,
  type UnnormalisedLogDensity,
} from './fit/fitToDensity.ts';
export { fitGaussian } from './classical/fitGaussian.ts';
export { fitGaussianMixture, type GaussianMixtureFit } from './classical/fitGaussianMixture.ts';
export {
  hamiltonianFields,
  type BlockFields,
  type HamiltonianFields,
  type HamiltonianFieldsOptions,
} from './diagnostics/hamiltonianFields.ts';
export type { Plane, PlaneField, PlaneVectors } from './diagnostics/plane.ts';
