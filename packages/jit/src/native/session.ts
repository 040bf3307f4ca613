import type { NdArray } from '@hgn/autodiff';
import type { Session } from '../engines/engine.ts';
import { oneAtATime } from '../engines/oneAtATime.ts';
import type { Signature } from '../trace/trace.ts';
import { sizeOf } from '../graph/graph.ts';
import type { Executor } from './addon.ts';
import type { NativeProgram } from './lowerNative.ts';

/**
 * Loads a program into the executor; calls run one after the other on as many threads as are asked for, in WebAssembly on
 * the caller's as one of them.
 */
export function createNativeSession(
  executor: Executor,
  { words, constants, arenaLength, usedInputs }: NativeProgram,
  results: readonly Signature[],
  threads: number,
): Session {
  const program = executor.createProgram(words, constants, arenaLength, threads);
  let isDisposed = false;
  const queued = oneAtATime();
  const run = async (inputs: readonly NdArray[]): Promise<NdArray[]> => {
    if (isDisposed) throw new Error('jit: the compiled function was disposed; compile it again');
    const outputs = results.map(({ shape, dtype }) =>
      dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape)),
    );
    const words32 = usedInputs.map((index) => in32Bits(inputs[index].data));
    const isRight = executor.startProgram
      ? await executor.startProgram(program, words32, outputs)
      : executor.runProgram(program, words32, outputs);
    if (!isRight) {
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
    run: (inputs) => queued(() => run(inputs)),
    dispose: () =>
      queued(() => {
        if (!isDisposed) executor.disposeProgram(program);
        isDisposed = true;
        return Promise.resolve();
      }),
  };
}

/** The executor has numbers of 4 bytes only. */
const in32Bits = (data: NdArray['data']) => (data instanceof Uint8Array ? Int32Array.from(data) : data);
