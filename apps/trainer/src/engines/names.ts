/** The engines that `--engine` and the config key `engine` accept. */
export const engines = [
  'auto',
  'native',
  'wasm',
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

/** Backends of TensorFlow.js that would run here and are refused, and why. */
const refused: Readonly<Record<string, string>> = {
  'tfjs:webgpu':
    "tfjs' webgpu backend gives wrong numbers without an error (gradients of maxima, dilated convolutions, masked slices), and its last release is of 2024; onnx-webgpu computes on the graphics card",
  'tfjs:webgl': "tfjs' webgl backend runs in pages only; onnx-webgpu computes on the graphics card",
};

/** Why an engine of that name is refused; undefined for those that exist, and for those unheard of. */
export function refusalOf(name: string): string | undefined {
  return Object.hasOwn(refused, name) ? refused[name] : undefined;
}
