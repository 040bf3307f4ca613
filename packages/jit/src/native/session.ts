import type { NdArray } from '@hgn/autodiff';
import type { Session } from '../engines/engine.ts';
import type { Signature } from '../trace/trace.ts';
import { sizeOf } from '../graph/graph.ts';
import type { Executor } from './addon.ts';
import type { NativeProgram } from './lowerNative.ts';

/** Loads a program into the executor; calls run at once, on this thread and as many more as are asked for. */
export function createNativeSession(
  executor: Executor,
  { words, constants, arenaLength, usedInputs }: NativeProgram,
  results: readonly Signature[],
  threads: number,
): Session {
  const program = executor.createProgram(words, constants, arenaLength, threads);
  let isDisposed = false;
  const run = (inputs: readonly NdArray[]): NdArray[] => {
    if (isDisposed) throw new Error('jit: the compiled function was disposed; compile it again');
    const outputs = results.map(({ shape, dtype }) =>
      dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape)),
    );
    const words32 = usedInputs.map((index) => in32Bits(inputs[index].data));
    if (!executor.runProgram(program, words32, outputs)) {
      throw new RangeError(
        'jit: an index is outside of what it picks from; the result is not what it should be',
      );
    }
    return results.map(({ shape, dtype }, i): NdArray => {
      const data = outputs[i];
      if (dtype === 'float32') return { dtype, shape, data: data };
      if (dtype === 'int32') return { dtype, shape, data: data };
      return { dtype, shape, data: Uint8Array.from(data) };
    });
  };
  return {
    // Async, so that what goes wrong is a rejection.
    run: async (inputs) => Promise.resolve(run(inputs)),
    dispose: async () => {
      if (isDisposed) return Promise.resolve();
      isDisposed = true;
      executor.disposeProgram(program);
    },
  };
}

/** The executor has numbers of 4 bytes only. */
const in32Bits = (data: NdArray['data']) => (data instanceof Uint8Array ? Int32Array.from(data) : data);
