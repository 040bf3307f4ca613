export type { ModelConfig } from './architecture/config.ts';
export type { ActivationName, LayerConfig } from './architecture/layerConfig.ts';
export {
  createModel,
  type DynamicsModel,
  type ModelMacs,
  type ModelParameters,
} from './architecture/model.ts';
export type {
  CellName,
  DriveConfig,
  DynamicsConfig,
  BodiesConfig,
  EnergyConfig,
  FrictionConfig,
  IntegratorConfig,
  IntegratorName,
} from './dynamics/config.ts';
export { drivePeriod } from './dynamics/drivePeriod.ts';
export type { DriveShape, DynamicsOptions } from './dynamics/types.ts';
export type { LatentState, Posterior } from './dynamics/latent.ts';
export { unfoldFrame, type ImageSize } from './architecture/pixels.ts';
export type { AffineMap, Chart, Gauge, PhasePoints, PrincipalAxes } from './chart/chart.ts';
export { fitChart, type FitChartOptions } from './chart/fitChart.ts';
export { makeBatch, type Batch, type BatchOptions } from './data/batch.ts';
export { driveOf } from './data/driveAlong.ts';
export { undrivenBy } from './data/undrivenBy.ts';
export { framesNeeded, horizonAt, stateFrame } from './data/protocol.ts';
export { backgroundColour, frameAt, type Sequences } from './data/sequences.ts';
export { baselines, type Baselines } from './evaluation/baselines.ts';
export { energyDrift } from './evaluation/energyDrift.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluation/evaluate.ts';
export {
  evaluateLong,
  type EvaluateLongOptions,
  type LongEvaluation,
  type LongRollout,
} from './evaluation/evaluateLong.ts';
export type { TaskResult } from './evaluation/playTask.ts';
export { returnError, type ReturnError } from './evaluation/returnError.ts';
export { stackInputs } from './evaluation/stackInputs.ts';
export { compileRollout, type CompiledRollout, type RolloutArrays } from './evaluation/rollout.ts';
export { layOutTask, tasks, type Task, type TaskFrames } from './evaluation/tasks.ts';
export type {
  ArrayDescription,
  GraphDescription,
  GraphName,
  ModelDescription,
} from './export/description.ts';
export { factsOfCheckpoint, measuredText, type ExportFacts } from './export/facts.ts';
export {
  measureStates,
  type MeasuredStates,
  type MeasureOptions,
  type ModelStatistics,
  type Range,
} from './export/statistics.ts';
export { exportOnnx, type ExportedModel, type ExportOptions } from './export/exportOnnx.ts';
export { fitStateDensity, type FitStateDensityOptions } from './generation/density/fitStateDensity.ts';
export type { GaussianMixture } from './generation/density/gaussianMixture.ts';
export { drawStates, type StateDensity } from './generation/density/stateDensity.ts';
export { pickFrames } from './generation/frames.ts';
export { createGenerator, type Generator, type RolloutOptions, type States } from './generation/generator.ts';
export { interpolateLatents, type InterpolateOptions } from './generation/interpolate.ts';
export type { EnergyAndGradients, Inference } from './generation/parts.ts';
export { samplePrior } from './generation/prior.ts';
export { reconstruct, type Reconstruction } from './generation/reconstruct.ts';
export { fitVectorField, type Fit, type FitOptions } from './hnn/fit.ts';
export { createHnn, type Hnn, type HnnConfig } from './hnn/hnn.ts';
export { createPlainField } from './hnn/plainField.ts';
export { sampleDerivatives, type DerivativeSamples } from './hnn/samples.ts';
export type {
  StateDerivatives,
  StateLayerConfig,
  StateTensors,
  VectorFieldModel,
} from './hnn/vectorField.ts';
export { frequencySpread, type FrequencySpreadOptions } from './metrics/clock/frequencySpread.ts';
export { latentPeriod } from './metrics/clock/latentPeriod.ts';
export { periodRatio, type PeriodRatio } from './metrics/clock/periodRatio.ts';
export { pixelFrequencies, type PixelFrequencyOptions } from './metrics/clock/pixelFrequencies.ts';
export { returnTime, type ReturnTime } from './metrics/clock/returnTime.ts';
export { energyDeficit, type EnergyDeficit } from './metrics/energy/energyDeficit.ts';
export { energyVariance, type EnergyVariance } from './metrics/energy/energyVariance.ts';
export type { Orbits } from './metrics/orbits.ts';
export { pixelErrors, type PixelErrors } from './metrics/pixels/pixelErrors.ts';
export { tenfoldFrames } from './metrics/pixels/tenfoldFrames.ts';
export { validPredictionTime, type ValidPredictionTime } from './metrics/pixels/validPredictionTime.ts';
export { frechetDistance } from './metrics/samples/frechetDistance.ts';
export { frameFeatures, type FeaturePoints } from './metrics/samples/frameFeatures.ts';
export { judgeFrames, type FrameJudgement, type JudgedFrames } from './metrics/samples/judgeFrames.ts';
export {
  applyPolynomialMap,
  type PolynomialMap,
  type Standardisation,
} from './metrics/symetric/polynomialMap.ts';
export {
  syMetric,
  type SyMetric,
  type SyMetricBatch,
  type SyMetricOptions,
} from './metrics/symetric/syMetric.ts';
export { klToStandardNormal } from './objective/divergence.ts';
export type { LossTerms, ObjectiveState } from './objective/types.ts';
export { multiplyAdds } from './presets/cost.ts';
export { bodiesPreset, type BodiesPresetOptions } from './presets/bodies.ts';
export { presets, type PresetName } from './presets/presets.ts';
export type { FrameProtocol, ObjectiveConfig, OptimiserConfig, Preset } from './presets/preset.ts';
export {
  createTrainer,
  type StepMetrics,
  type Trainer,
  type TrainingState,
} from './training/trainingStep.ts';
export type { BatchTensors } from './data/batchTensors.ts';
export { compileTraining, learningRateSchedule, type CompiledTraining } from './training/compileTraining.ts';
export type { Coordinate } from './portHamiltonian/harmonics.ts';
export {
  fitPortHamiltonian,
  type FitPortHamiltonianOptions,
  type FitProgress,
  type FittedPortHamiltonian,
} from './portHamiltonian/fitPortHamiltonian.ts';
export { estimateNoise, type EstimateNoiseOptions } from './portHamiltonian/observed/estimateNoise.ts';
export {
  filterStates,
  type FilteredStates,
  type FilterOptions,
} from './portHamiltonian/observed/filterStates.ts';
export type { ObservationNoise, Observations } from './portHamiltonian/observed/observations.ts';
export { createPortHamiltonian, type LearntSystem } from './portHamiltonian/portHamiltonian.ts';
export { smoothStates, type SmoothedStates } from './portHamiltonian/observed/smoothStates.ts';
export type { StateSeries } from './portHamiltonian/series.ts';
export type {
  Drive,
  Parameter,
  ParameterLayout,
  PortHamiltonianStructure,
} from './portHamiltonian/structure.ts';
export { structureFor, type KnownOfSystem } from './portHamiltonian/structureFor.ts';
