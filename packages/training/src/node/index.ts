export { machine, writeAtomic, type FileSystem } from './atomic.ts';
export { listCheckpoints } from './names.ts';
export { loadCheckpoint, type LoadOptions } from './load.ts';
export { saveCheckpoint, type SaveOptions } from './save.ts';
export { metricsFile } from './metricsFile.ts';
export { tensorboardFile, type TensorboardOptions } from './tensorboardFile.ts';
