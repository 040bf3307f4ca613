import type * as tf from '@tensorflow/tfjs-core';
import { graphDump } from './engines/dump.ts';
import { createOnnxSession, type OnnxOptions } from './engines/onnx.ts';
import type { Session } from './engines/engine.ts';
import type { OnnxRuntime } from './engines/runtime.ts';
import { lower } from './lower/lower.ts';
import { optimise, pipeline, type PassStatistics } from './passes/optimise.ts';
import { floatingPointOperations } from './statistics/operations.ts';
import { peakMemory } from './statistics/peakMemory.ts';
import { trace, type Signature } from './trace/trace.ts';

/** What compiling did, and how long it took. */
export interface Statistics {
  /** Kernels that tfjs called while the function was traced. */
  readonly kernelCalls: number;
  /** Nodes of the graph before and after each pass. */
  readonly passes: readonly PassStatistics[];
  /** Operators of the ONNX model. */
  readonly onnxNodes: number;
  /** Size of the ONNX model. */
  readonly modelBytes: number;
  /** Of one run: two for each multiplication and addition of a product, one for each element of other results. */
  readonly floatingPointOperations: number;
  /**
   * The most that arguments, constants and intermediate values take at once in a run of onnx-cpu, worked out from the
   * order in which it runs. What the runtime itself takes (some 100 MB, and what its allocator cannot fill) comes on
   * top.
   */
  readonly peakBytes: number;
  /** Milliseconds spent on each stage, and on all. */
  readonly milliseconds: {
    readonly trace: number;
    readonly passes: number;
    readonly lower: number;
    readonly session: number;
    readonly total: number;
  };
}

/** A function compiled for one signature. */
export interface Program {
  readonly session: Session;
  /** The ONNX file. */
  readonly toOnnx: () => Uint8Array;
  readonly statistics: Statistics;
}

export interface CompileOptions extends OnnxOptions {
  readonly runtime: OnnxRuntime;
  readonly exactConvolutions: boolean;
  /** Milliseconds since some fixed time. */
  readonly clock: () => number;
}

/** Traces, optimises, lowers and loads a function of tensors. */
export async function compile(
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  signature: readonly Signature[],
  { runtime, exactConvolutions, clock, ...sessionOptions }: CompileOptions,
): Promise<Program> {
  const times = [clock()];
  const { graph, build, kernelCalls } = trace(fn, signature);
  times.push(clock());
  const dump = graphDump();
  dump?.('trace', graph);
  const optimised = optimise(graph, build, pipeline({ exact: exactConvolutions }), {
    onPass: dump,
    clock,
  });
  times.push(clock());
  // The WebGPU provider lacks FusedMatMul, which would run on the processor, with copies there and back.
  const { model, usedInputs } = lower(optimised.graph, { standard: sessionOptions.provider === 'webgpu' });
  // ONNX Runtime runs first what stands last and is needed: in reverse, gradients come as soon as they can, and what
  // they were computed from is freed.
  const bytes = model.bytes({ reversed: true });
  times.push(clock());
  const session = await createOnnxSession(runtime, bytes, { usedInputs, ...sessionOptions });
  times.push(clock());
  const [tracing, passes, lowering, loading] = times.slice(1).map((time, i) => time - times[i]);
  return {
    session,
    toOnnx: () => model.bytes(),
    statistics: {
      kernelCalls,
      passes: optimised.statistics,
      onnxNodes: model.nodeCount,
      modelBytes: bytes.length,
      floatingPointOperations: floatingPointOperations(optimised.graph),
      peakBytes: peakMemory(optimised.graph),
      milliseconds: {
        trace: tracing,
        passes,
        lower: lowering,
        session: loading,
        total: times[times.length - 1] - times[0],
      },
    },
  };
}
