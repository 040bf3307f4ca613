import { treePaths } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
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
 * paths of their tensors (`q`, `state.q`) become the names of inputs and outputs, which must all differ. What the
 * function must be is as for {@link jit}. Cost: tracing and the passes; no engine is needed or loaded.
 *
 * @throws TypeError where a tensor has no name, or two have the same.
 * @throws UnsupportedKernelError for tfjs kernels without a rule, TraceError where values are read while tracing.
 * @example
 * const drift = ({ q, p, dt }: { q: tf.Tensor; p: tf.Tensor; dt: tf.Tensor }) => ({ nextQ: tf.add(q, tf.mul(p, dt)) });
 * const state = { dtype: 'float32', shape: [3], data: new Float32Array(3) } as const;
 * const file = toOnnx(drift, { q: state, p: state, dt: 0.1 });
 * console.log(file.length); // bytes to write to drift.onnx
 */
export function toOnnx<Inputs>(
  fn: (inputs: Inputs) => object,
  example: Feed<Inputs>,
  { exactConvolutions = false }: ToOnnxOptions = {},
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
  return lower(optimised.graph, { inputs, outputs }).bytes;
}

/** Names that the values inside a file have. */
const taken = /^[tc]\d+$/;

function requireNames(names: readonly string[]): void {
  const wrong = names.find((name, i) => name === '' || taken.test(name) || names.indexOf(name) !== i);
  if (wrong === undefined) return;
  const rule =
    wrong === ''
      ? 'inputs and outputs must be objects of tensors, but got a tensor by itself; write { name: tensor }'
      : `every input and output needs a name of its own, but got ${wrong} ${taken.test(wrong) ? '(used inside)' : 'twice'}; choose another`;
  throw new TypeError(`toOnnx: ${rule}`);
}
