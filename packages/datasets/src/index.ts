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
export type { Camera, Preset, Range } from './presets/preset.ts';
export { discRenderer, type DrawFrame } from './camera/discRenderer.ts';
export { sceneCamera, type SceneCamera } from './camera/sceneCamera.ts';
export { renderExactly, type DiscScene } from './camera/discs.ts';
export { colorChannels, defaultBackground, hueColor, type Color } from './camera/colors.ts';
export { randomStream, type Purpose, type Random } from './random.ts';
export { OffCanvasError, simulate, type SimulateOptions, type Trajectory } from './simulation/simulate.ts';
export { generate, type GenerateOptions } from './simulation/generate.ts';
export type { Dataset, DatasetShape } from './simulation/dataset.ts';
export { TruthError } from './simulation/truth.ts';
export { shuffleBatches, streamBatches, type BatchOptions } from './simulation/batches.ts';
export { npyHeader, type ArraySpec, type NpyType } from './formats/npy.ts';
export { previewGif, previewPng, type PreviewOptions } from './preview/preview.ts';
