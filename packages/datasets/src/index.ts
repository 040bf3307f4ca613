export { systems, type SystemName } from './systems/registry.ts';
export { strategyOf } from './systems/replicator.ts';
export type {
  Discs,
  Fields,
  Hamiltonian,
  InitialStates,
  Parameters,
  Scene,
  State,
  System,
} from './systems/system.ts';
export { findPreset, presets, UnknownPresetError } from './presets/registry.ts';
export type { Preset } from './presets/preset.ts';
export type { Camera, Range } from './presets/recipe.ts';
export { discRenderer, type DrawFrame } from './camera/discRenderer.ts';
export { sceneCamera, type SceneCamera } from './camera/sceneCamera.ts';
export { renderExactly, type DiscScene } from './camera/discs.ts';
export { colorChannels, defaultBackground, hueColor, type Color } from './camera/colors.ts';
export { randomStream, type Purpose, type Random } from './random.ts';
export { OffCanvasError, simulate, type SimulateOptions, type Trajectory } from './simulation/simulate.ts';
export { matchOrbits, type FilmsToMatch, type MatchedOrbit } from './simulation/matchOrbits.ts';
export { generate, type GenerateOptions } from './simulation/generate.ts';
export type { Dataset, DatasetShape } from './simulation/dataset.ts';
export { TruthError } from './simulation/truth.ts';
export { shuffleBatches, streamBatches, type BatchOptions } from './simulation/batches.ts';
export { npyHeader, type ArraySpec, type NpyType } from './formats/npy.ts';
export { previewGif, previewPng, type PreviewOptions } from './preview/preview.ts';
export {
  RecordingError,
  medianInterval,
  stackChannels,
  type Channel,
  type Recording,
  type Recordings,
  type Role,
} from './recordings/recording.ts';
export type { RecordingOptions } from './recordings/tables.ts';
export {
  localPolynomial,
  noiseOf,
  type Fitted,
  type PolynomialWindow,
} from './recordings/localPolynomial.ts';
export {
  resample,
  type Resampled,
  type ResampleOptions,
  type ResamplingError,
  type ResamplingMethod,
} from './recordings/resample.ts';
export { withVelocities, type VelocityOptions, type WithVelocities } from './recordings/velocities.ts';
export {
  sliceRecording,
  splitRecordings,
  type Split,
  type SplitOptions,
} from './recordings/splitRecordings.ts';
export { parseLabel, unitFactor, type Label } from './recordings/units.ts';
export { unwrapAngle, type Unwrapped } from './recordings/angles.ts';
