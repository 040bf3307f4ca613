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
