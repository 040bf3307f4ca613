import { requireOptions } from '@hgn/options';
import { treePaths } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { openBatch } from './onnx/openBatch.ts';
import { applyToLeaves, flattenArgs, signatureOf } from './leaves.ts';
import { lower } from './lower/lower.ts';
import { optimise, pipeline } from './passes/optimise.ts';
import { trace } from './trace/trace.ts';
import type { Feed } from './types.ts';

/** How a function is written as a file. */
export interface ToOnnxOptions {
  /** Compute convolutions as plain sums, without Winograd's rounding of some 1e-5; default false. */
  readonly exactConvolutions?: boolean;
}

/**
 * Writes a TensorFlow.js function, gradients taken inside included, as an ONNX file that needs nothing else: operator
 * set 17, operators of ONNX itself only, every constant inside. The function takes one object and returns one; the
 * paths of their tensors (`q`, `state.q`) become the names of inputs and outputs, which must all differ; an input that
 * no output depends on is left out. What the
 * function must be is as for {@link jit}. Cost: tracing and the passes; no engine is needed or loaded.
 *
 * Of the example only shapes and types count: its arrays may be empty. An example that is a function of the batch makes
 * a file that takes any batch; the function must then treat its samples one by one.
 *
 * @throws TypeError where a tensor has no name, or two have the same.
 * @throws Error where a file for any batch is asked for and samples are not treated one by one.
 * @throws UnsupportedKernelError for tfjs kernels without a rule, TraceError where values are read while tracing.
 * @example
 * const drift = ({ q, p, dt }: { q: tf.Tensor; p: tf.Tensor; dt: tf.Tensor }) => ({ nextQ: tf.add(q, tf.mul(p, dt)) });
 * const array = (...shape: number[]) => ({ dtype: 'float32', shape, data: new Float32Array() }) as const;
 * const three = toOnnx(drift, { q: array(3), p: array(3), dt: 0.1 });
 * const any = toOnnx(drift, (batch) => ({ q: array(batch), p: array(batch), dt: 0.1 }));
 * console.log(three.length, any.length); // bytes to write to drift.onnx
 */
export function toOnnx<Inputs>(
  fn: (inputs: Inputs) => object,
  example: Feed<Inputs> | ((batch: number) => Feed<Inputs>),
  options: ToOnnxOptions = {},
): Uint8Array {
  requireOptions('toOnnx', options, { exactConvolutions: true });
  const { exactConvolutions = false } = options;
  const write = (inputs: Feed<Inputs>): Uint8Array => writeFor(fn, inputs, exactConvolutions);
  if (typeof example !== 'function') return write(example);
  return openBatch(largeBatches.map((batch) => ({ batch, bytes: write(example(batch)) })));
}

/** Primes that no other length is likely to be, close together and beyond the sizes at which the passes decide. */
const largeBatches = [1009, 1013, 1019];

function writeFor<Inputs>(
  fn: (inputs: Inputs) => object,
  example: Feed<Inputs>,
  exactConvolutions: boolean,
): Uint8Array {
  const { leaves, structure } = flattenArgs([example]);
  const inputs = treePaths(example);
  let outputs: string[] = [];
  const traced = (tensors: readonly tf.Tensor[]) => {
    const result = applyToLeaves(fn, structure, tensors);
    outputs = treePaths(result.structure);
    return result.leaves;
  };
  const { graph, build } = trace(traced, leaves.map(signatureOf));
  requireNames([...inputs, ...outputs]);
  const optimised = optimise(graph, build, pipeline({ exact: exactConvolutions }));
  return lower(optimised.graph, { file: { inputs, outputs } }).model.bytes();
}

/** Names that the values inside a file have. */
const taken = /^[tc]\d+$|^batch\./;

function requireNames(names: readonly string[]): void {
  const wrong = names.find((name, i) => name === '' || taken.test(name) || names.indexOf(name) !== i);
  if (wrong === undefined) return;
  const rule =
    wrong === ''
      ? 'inputs and outputs must be objects of tensors, but got a tensor by itself; write { name: tensor }'
      : `every input and output needs a name of its own, but got ${wrong} ${taken.test(wrong) ? '(used inside)' : 'twice'}; choose another`;
  throw new TypeError(`toOnnx: ${rule}`);
}
