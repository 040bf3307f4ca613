/** The engines that `--engine` and the config key `engine` accept. */
export const engines = [
  'auto',
  'onnx-cpu',
  'onnx-webgpu',
  'onnx-cuda',
  'onnx-wasm',
  'tfjs',
  'tfjs:cpu',
  'tfjs:wasm',
  'tfjs-node',
  'tfjs-node-gpu',
] as const;

/** See {@link engines}. */
export type EngineChoice = (typeof engines)[number];

/** The one command that installs ONNX Runtime's native build from the npm registry alone, with every npm and on every system. */
export const nativeRuntimeInstall = 'npm install onnxruntime-node --ignore-scripts';
