import * as tf from '@tensorflow/tfjs-core';
import { GraphBuilder } from '../graph/builder.ts';
import type { DataType, Graph, Node, Shape } from '../graph/graph.ts';
import { inputKernel, ownFolder, registerTracingKernels, tracingBackend, TracingBackend } from './backend.ts';
import { TraceError, UnsupportedKernelError } from './errors.ts';
import { lendingSaved } from './lentTensors.ts';
import { callSite, describeSite, withLongStacks } from './source.ts';

/** Shape and type of one argument. */
export interface Signature {
  readonly shape: Shape;
  readonly dtype: DataType;
}

export interface Trace {
  readonly graph: Graph;
  /** The builder that made the graph, for the passes. */
  readonly build: GraphBuilder;
  /** How many tfjs kernels the function called. */
  readonly kernelCalls: number;
}

/**
 * Runs a tfjs function once on tensors without data and gives what it computes as a graph.
 * Synchronous, so nothing else can run while the tracing backend is active; the backend that was active before is
 * active again afterwards, also when fn throws.
 */
export function trace(
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  signature: readonly Signature[],
): Trace {
  registerTracingKernels();
  const build = new GraphBuilder();
  const backend = new TracingBackend(build);
  const inputs = signature.map(({ shape, dtype }, index) => build.input(index, shape, dtype));
  const outputs: Node[] = [];
  withBackend(backend, () => {
    // tidy disposes everything made inside, results and arguments included.
    tf.tidy(() => {
      const tensors = inputs.map((node) => tf.engine().runKernel<tf.Tensor>(inputKernel, {}, { node }));
      const results = withLongStacks(() => explainErrors(() => lendingSaved(() => fn(tensors))));
      outputs.push(...results.map((result) => backend.nodeOf(result)));
    });
  });
  return { graph: { inputs, outputs }, build, kernelCalls: backend.kernelCalls };
}

function withBackend(backend: TracingBackend, run: () => void): void {
  const previous = tf.getBackend() as string | undefined;
  if (previous === tracingBackend) {
    throw new TraceError('jit: a function that is being compiled cannot compile another; compile it first');
  }
  tf.registerBackend(tracingBackend, () => backend, 0);
  try {
    // setBackend does its work before its first await when the backend is made synchronously.
    void tf.setBackend(tracingBackend);
    run();
  } finally {
    if (previous) void tf.setBackend(previous);
    tf.removeBackend(tracingBackend);
  }
}

function explainErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const missing =
      error instanceof Error && /ernel '(\w+)' (?:not registered )?for backend/.exec(error.message);
    if (!missing) throw error;
    throw new UnsupportedKernelError(missing[1], describeSite(callSite(error, ownFolder)));
  }
}
