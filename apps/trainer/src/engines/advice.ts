import { hasWideVectors, nativeTarget, type NativeTarget } from '@hgn/jit';
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

/** What an engine can be chosen by. */
interface Here {
  readonly system: string;
  /** What the engine `native` computes for; undefined where it does not work. */
  readonly target: NativeTarget | undefined;
}

/** How to be much faster here than on `engine`, in one line; undefined where nothing is. */
export async function fasterHere(
  engine: string,
  { system, target }: Here = { system: `${process.platform}-${process.arch}`, target: nativeTarget() },
): Promise<string | undefined> {
  if (engine === 'onnx-cpu' && hasWideVectors(target)) return '--engine native is up to twice as fast';
  const gain = slower[engine];
  if (gain === undefined) return undefined;
  if (hasWideVectors(target)) return `--engine native is ${gain}, or more`;
  if (await loads('onnxruntime-node')) return `--engine onnx-cpu is ${gain}`;
  if (nativeBuilds.includes(system)) return `the native runtime is ${gain}: ${nativeRuntimeInstall}`;
  return engine.startsWith('tfjs:') ? '--engine onnx-wasm is far faster' : undefined;
}
