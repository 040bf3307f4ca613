export type {
  AffineMap,
  ArrayDescription,
  Chart,
  GraphDescription,
  GraphName,
  ModelDescription,
  ModelStatistics,
  Range,
} from './description/types.ts';
export type { FlowArrayDescription, FlowDescription, FlowGraphDescription } from './description/readFlow.ts';
export {
  openFlow,
  type Flow,
  type FlowConditions,
  type OpenFlowOptions,
  type RandomSource,
} from './openFlow.ts';
export { openModel, type OpenModelOptions } from './openModel.ts';
export type { EnergyAndGradients, Inference, Player, RolloutOptions, States } from './player.ts';
export { writePixels } from './pixels.ts';
export type { ModelSource, SessionOptions } from './readFiles.ts';
export type { RuntimeModule } from './runtime.ts';
