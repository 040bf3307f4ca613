import { requireOptions } from '@hgn/options';
import { compiledRunner } from './runners/compiledRunner.ts';
import { eagerRunner } from './runners/eagerRunner.ts';
import { resolveEngine } from './engines/resolve.ts';
import { present } from './runners/runner.ts';
import { jitOptionNames, type CompiledFunction, type Feed, type JitOptions } from './types.ts';

/**
 * Compiles a TensorFlow.js function, gradients taken inside included, into one static graph and loads it into a
 * runtime. The function must be synchronous and pure, take and return trees of tensors, and may be traced again for
 * new shapes. Tensors that it uses from outside are copied into the graph as constants, so pass what changes as an
 * argument; numbers among the arguments become 0-d float32 tensors. Calls run one after the other.
 *
 * Throws UnsupportedKernelError for tfjs kernels without a rule, TraceError where values are read while tracing,
 * EngineUnavailableError where a named engine does not load.
 *
 * @example
 * const step = await jit((x: tf.Tensor, w: tf.Tensor) => tf.sum(tf.tanh(tf.mul(x, w))), [tf.ones([3]), 0.5]);
 * const { data } = await step.arrays(tf.ones([3]), 0.25);
 */
export async function jit<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  exampleArgs: { [K in keyof Args]: Feed<Args[K]> },
  options: JitOptions = {},
): Promise<CompiledFunction<Args, Result>> {
  requireOptions('jit', options, jitOptionNames);
  const engine = await resolveEngine(options.engine);
  const runner =
    engine.name === 'tfjs'
      ? eagerRunner(fn, exampleArgs)
      : await compiledRunner(fn, exampleArgs, engine, options);
  return present<Args, Result>(runner);
}
