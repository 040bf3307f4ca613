export { decodeSafetensors, type SafetensorsFile } from './safetensors/decode.ts';
export { encodeSafetensors } from './safetensors/encode.ts';
export { SafetensorsError } from './safetensors/error.ts';
export { toNdArray, type StoredTensor, type TensorData, type TensorType } from './safetensors/dtypes.ts';

export {
  assertSameForm,
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type State,
} from './checkpoint/checkpoint.ts';
export {
  CheckpointMismatchError,
  CheckpointWriteError,
  CorruptCheckpointError,
  MissingCheckpointError,
} from './checkpoint/errors.ts';

export { DivergedError } from './loop/diverged.ts';
export { newMemory, type LoopMemory } from './loop/memory.ts';
export type { Metrics, MetricsRecord, Moment, Rollback, TrainOptions, TrainResult } from './loop/options.ts';
export { train } from './loop/train.ts';
export { CorruptMetricsError, metricsLine, parseMetrics, type MetricsLine } from './metrics/jsonLines.ts';
export { joinSinks, type MetricsSink } from './metrics/sink.ts';
export { MlflowError, type MlflowServer } from './mlflow/client.ts';
export type { MlflowRunOptions } from './mlflow/run.ts';
export { mlflowSink, type MlflowOptions, type MlflowSink, type MlflowStatus } from './mlflow/sink.ts';
export { crc32c } from './crc32c.ts';
export { restartEvent, scalarsEvent, versionEvent } from './tensorboard/events.ts';
