import { requireOptions } from '@hgn/options';
import { treePaths } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { dumpGraph, type GraphSnapshot } from './graph/dump.ts';
import { applyToLeaves, flattenArgs, signatureOf } from './leaves.ts';
import { optimise, pipeline, type PassStatistics } from './passes/optimise.ts';
import { trace } from './trace/trace.ts';
import type { Feed } from './types.ts';

/** How a function is looked at. */
export interface PassGraphsOptions {
  /** Compute convolutions as plain sums, without Winograd's rounding of some 1e-5; default false. */
  readonly exactConvolutions?: boolean;
  /** Milliseconds since some fixed time, for the statistics; default performance.now. */
  readonly clock?: () => number;
}

/** The graph as one pass left it. */
export interface PassGraph extends GraphSnapshot {
  /** Name of the pass; `trace` for the graph as it was traced. */
  readonly pass: string;
}

/** What the compiler made of a function, step by step. */
export interface PassGraphs {
  /** Kernels that tfjs called while the function was traced. */
  readonly kernelCalls: number;
  /** The traced graph, then the graph after each pass. */
  readonly graphs: readonly PassGraph[];
  /** Nodes before and after each pass, as in the statistics of {@link jit}. */
  readonly passes: readonly PassStatistics[];
  /** Where each leaf of the arguments is: `0.weights`, `1`. */
  readonly inputPaths: readonly string[];
  /** Where each leaf of the result is. */
  readonly outputPaths: readonly string[];
}

/**
 * The graphs that {@link jit} makes of a function, as traced and after each pass, as plain data: to see what the
 * compiler does. What the function must be is as for {@link jit}; of the example only shapes and types count: its
 * arrays may be empty. Needs no engine. Cost: tracing and the passes, and a copy of the graph for each pass.
 *
 * @throws UnsupportedKernelError for tfjs kernels without a rule, TraceError where values are read while tracing.
 * @example
 * const f = (x: tf.Tensor, w: tf.Tensor) => tf.add(tf.mul(x, w), tf.mul(x, w));
 * const { graphs, passes } = passGraphs(f, [tf.ones([3]), 2]);
 * console.log(graphs[0].nodes.map(({ op }) => op)); // [ 'Input', 'Input', 'Mul', 'Add' ]
 * console.log(passes.map(({ pass, nodesAfter }) => `${pass}: ${nodesAfter} nodes`));
 */
export function passGraphs<Args extends unknown[]>(
  fn: (...args: Args) => unknown,
  exampleArgs: { [K in keyof Args]: Feed<Args[K]> },
  options: PassGraphsOptions = {},
): PassGraphs {
  requireOptions('passGraphs', options, { exactConvolutions: true, clock: true });
  const { exactConvolutions = false, clock = () => performance.now() } = options;
  const { leaves, structure } = flattenArgs(exampleArgs);
  let outputPaths: string[] = [];
  const traced = (tensors: readonly tf.Tensor[]) => {
    const result = applyToLeaves(fn, structure, tensors);
    outputPaths = treePaths(result.structure);
    return result.leaves;
  };
  const { graph, build, kernelCalls } = trace(traced, leaves.map(signatureOf));
  const graphs: PassGraph[] = [{ pass: 'trace', ...dumpGraph(graph) }];
  const { statistics } = optimise(graph, build, pipeline({ exact: exactConvolutions }), {
    onPass: (pass, after) => graphs.push({ pass, ...dumpGraph(after) }),
    clock,
  });
  return { kernelCalls, graphs, passes: statistics, inputPaths: treePaths(exampleArgs), outputPaths };
}
