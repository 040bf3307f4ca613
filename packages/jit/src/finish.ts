import type { FinishedModel } from './cache/entry.ts';
import type { Graph } from './graph/graph.ts';
import { lower } from './lower/lower.ts';
import type { NativeProgram } from './native/lowerNative.ts';
import { optimise, pipeline } from './passes/optimise.ts';
import { floatingPointOperations } from './statistics/operations.ts';
import { peakMemory } from './statistics/peakMemory.ts';
import type { Trace } from './trace/trace.ts';

interface FinishOptions {
  readonly exactConvolutions: boolean;
  /** Operators of ONNX itself only. */
  readonly standard: boolean;
  /** Writes the program of the native executor, where that is wanted too. */
  readonly lowerNative?: ((graph: Graph) => NativeProgram) | undefined;
  readonly clock: () => number;
  /** Sees the graph as it was traced, and after each pass. */
  readonly onPass: ((pass: string, graph: Graph) => void) | undefined;
}

/** Runs the passes over a traced graph and writes it as a model; with the milliseconds of both. */
export function finish(
  { graph, build }: Trace,
  { exactConvolutions, standard, lowerNative, clock, onPass }: FinishOptions,
): {
  readonly model: FinishedModel;
  readonly native: NativeProgram | undefined;
  readonly passes: number;
  readonly lower: number;
} {
  onPass?.('trace', graph);
  const begun = clock();
  const optimised = optimise(graph, build, pipeline({ exact: exactConvolutions }), { onPass, clock });
  const optimisedAt = clock();
  const { model, usedInputs } = lower(optimised.graph, { standard });
  // ONNX Runtime runs first what stands last and is needed: in reverse, gradients come as soon as they can, and what
  // they were computed from is freed.
  const bytes = model.bytes({ reversed: true });
  const program = lowerNative?.(optimised.graph);
  const loweredAt = clock();
  return {
    model: {
      bytes,
      usedInputs,
      passes: optimised.statistics,
      onnxNodes: model.nodeCount,
      floatingPointOperations: floatingPointOperations(optimised.graph),
      peakBytes: peakMemory(optimised.graph),
    },
    native: program,
    passes: optimisedAt - begun,
    lower: loweredAt - optimisedAt,
  };
}
