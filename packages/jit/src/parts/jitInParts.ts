import { requireOptions } from '@hgn/options';
import { compiledRunner } from '../runners/compiledRunner.ts';
import { eagerRunner } from '../runners/eagerRunner.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { inNode } from '../engines/runtime.ts';
import { present } from '../runners/runner.ts';
import { jitOptionNames, type CompiledFunction, type Feed, type JitOptions } from '../types.ts';
import { asOne, type InParts } from './inParts.ts';
import { partsRunner } from './partsRunner.ts';

/**
 * Compiles a function whose work falls into parts, such as the gradients of a loss on parts of a batch, and runs them on
 * threads at the same time: `(shared, parts, ...rest) => join(shared, parts.map((own) => part(shared, own)), ...rest)`.
 * Two threads that each run half a batch wait for each other once a step, and not in every operation, and what each works
 * on is half as large and stays in its cache: a step of a small network takes half to three quarters of the time.
 *
 * With native and onnx-cpu in Node, and with onnx-wasm in pages, both halves are compiled for themselves, `part` once for all
 * parts, and `threads` share the parts; results do not depend on their number. Threads of a page are workers, which need no
 * cross-origin isolation but a `wasmFolder` that serves `ort.wasm.min.mjs` too, and a policy that allows `worker-src blob:`;
 * without the folder the page runs all parts itself. Elsewhere, and where there is one part on native, it is compiled as one
 * function. Each thread has memory of its own, and with ONNX Runtime a runtime of its own; `dispose` ends them. What the
 * functions must be is as for {@link jit}. All parts have the same form, shapes and types.
 *
 * @throws TypeError where the second argument is not a list of parts that are alike; else as {@link jit}.
 * @example
 * const step = await jitInParts(
 *   {
 *     part: (w: tf.Tensor, x: tf.Tensor) => tf.mean(tf.mul(w, x)),
 *     join: (w, means: readonly tf.Tensor[], rate: tf.Tensor) => ({ state: tf.sub(w, tf.mul(rate, tf.addN([...means]))) }),
 *   },
 *   [tf.ones([1]), [tf.ones([4]), tf.ones([4])], 0.1],
 * );
 * const { state } = await step.arrays(tf.ones([1]), [tf.ones([4]), tf.ones([4])], 0.1);
 * console.log(state.data); // 0.8
 * await step.dispose();
 */
export async function jitInParts<Shared, Part, PartResult, Rest extends unknown[], Result>(
  functions: InParts<Shared, Part, PartResult, Rest, Result>,
  exampleArgs: [Feed<Shared>, readonly Feed<Part>[], ...{ [K in keyof Rest]: Feed<Rest[K]> }],
  options: JitOptions = {},
): Promise<CompiledFunction<[Shared, readonly Part[], ...Rest], Result>> {
  requireOptions('jitInParts', options, jitOptionNames);
  const engine = await resolveEngine(options.engine);
  const whole = asOne(functions);
  const runner =
    engine.name === 'tfjs'
      ? eagerRunner(whole, exampleArgs)
      : engine.name === 'onnx-cpu' ||
          (engine.name === 'onnx-wasm' && !inNode) ||
          (engine.name === 'native' && exampleArgs[1].length !== 1)
        ? await partsRunner(functions, exampleArgs, engine, options)
        : await compiledRunner(whole, exampleArgs, engine, options);
  return present<[Shared, readonly Part[], ...Rest], Result>(runner);
}
