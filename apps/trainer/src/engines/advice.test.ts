import { expect, it } from 'vitest';
import { fasterHere } from './advice.ts';

it.each([
  ['native', 'avx2', undefined],
  ['onnx-cpu', 'avx512', '--engine native is up to twice as fast'],
  ['onnx-wasm', 'avx2', '--engine native is two to four times as fast, or more'],
  // Where it was not timed, or is not there, nobody is sent to it.
  ['onnx-cpu', 'baseline', undefined],
  ['onnx-wasm', 'baseline', '--engine onnx-cpu is two to four times as fast'],
  ['onnx-cpu', undefined, undefined],
  ['tfjs:cpu', undefined, '--engine onnx-cpu is hundreds of times as fast'],
] as const)('what is faster than %s where the engine native is for %s: %s', async (engine, target, said) => {
  expect(await fasterHere(engine, { system: 'linux-x64', target })).toBe(said);
});
