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
export {
  train,
  type Metrics,
  type MetricsRecord,
  type TrainOptions,
  type TrainResult,
} from './loop/train.ts';
export { CorruptMetricsError, metricsLine, parseMetrics, type MetricsLine } from './metrics/json-lines.ts';
export type { MetricsSink } from './metrics/sink.ts';
export { crc32c } from './crc32c.ts';
export { restartEvent, scalarsEvent, versionEvent } from './tensorboard/events.ts';
