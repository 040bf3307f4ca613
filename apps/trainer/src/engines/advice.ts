import { hasWideVectors, nativeTarget } from '@hgn/jit';
import { loads } from './loads.ts';
import { nativeRuntimeInstall } from './names.ts';

/** Systems that onnxruntime-node has a native build for. */
const nativeBuilds = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Engines that are slower than the native runtime, and by about how much on two cores. */
const slower: Readonly<Record<string, string>> = {
  'onnx-wasm': 'two to four times as fast',
  'tfjs-node': 'some ten times as fast',
  'tfjs:wasm': 'many times as fast',
  'tfjs:cpu': 'hundreds of times as fast',
};

/** How to be much faster here than on `engine`, in one line; undefined where nothing is. */
export async function fasterHere(
  engine: string,
  system = `${process.platform}-${process.arch}`,
): Promise<string | undefined> {
  const own = nativeTarget();
  if (engine === 'onnx-cpu' && hasWideVectors(own)) return '--engine native is up to twice as fast';
  const gain = slower[engine];
  if (gain === undefined) return undefined;
  if (hasWideVectors(own)) return `--engine native is at least ${gain}`;
  if (await loads('onnxruntime-node')) return `--engine onnx-cpu is ${gain}`;
  if (nativeBuilds.includes(system)) return `the native runtime is ${gain}: ${nativeRuntimeInstall}`;
  return engine.startsWith('tfjs:') ? '--engine onnx-wasm is far faster' : undefined;
}
