import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from '../gradients/register.ts';
import { onRestOfTape } from './ownTape.ts';
import { assertLeaves, toTensor, type Leaf } from '../tree/tensors.ts';
import { treeFlatten, treePaths, treeUnflatten, type Tree, type TreeStructure } from '../tree/tree.ts';

interface Derivative {
  readonly value: tf.Scalar;
  /** One gradient for each leaf of x, in the order of `structure`. */
  readonly grads: tf.Tensor[];
  readonly structure: TreeStructure;
  readonly aux?: Tree<unknown>;
}

/**
 * Value, gradients with respect to every leaf of `x`, and the auxiliary tree of `f`; what `grad` and
 * `valueAndGrad` are made of. Every tensor but those returned is disposed.
 */
export function differentiate(
  caller: string,
  f: (x: never) => { value: tf.Tensor; aux?: Tree<unknown> },
  x: unknown,
): Derivative {
  registerGradients();
  const { leaves, structure } = treeFlatten<unknown>(x);
  assertLeaves(caller, x, leaves);
  assertFloats(caller, x, leaves);
  if (leaves.length === 0) {
    throw new TypeError(`${caller}: x must have a leaf, but got none; pass a tensor or a tree of tensors`);
  }

  // tfjs disposes what the forward pass makes, except its result, so auxiliary tensors must be kept meanwhile.
  const kept: tf.Tensor[] = [];
  let auxStructure: TreeStructure = null;
  let auxLeaves: unknown[] | undefined;
  try {
    const tensors = tf.tidy(() => {
      // A clone for each leaf makes them distinct and unknown to `f` otherwise: two leaves may be one tensor,
      // and what `f` closes over must stay constant, or nested derivatives would mix up their variables.
      const inputs = leaves.map(toTensor);
      const { value, grads } = gradientsByNew(inputs, () => {
        const result = f(treeUnflatten(structure, inputs) as never);
        assertScalar(caller, result.value);
        if (result.aux !== undefined) {
          ({ leaves: auxLeaves, structure: auxStructure } = treeFlatten<unknown>(result.aux));
          auxLeaves = auxLeaves.map((leaf) => (isTensor(leaf) ? keep(leaf, kept) : leaf));
        }
        return result.value;
      });
      return [
        tf.clone(value),
        ...inputs.map((input, i) => grads[i] ?? tf.zeros(input.shape)),
        ...kept.map((tensor) => tf.clone(tensor)),
      ];
    });
    const [value, ...others] = tensors;
    const grads = others.slice(0, leaves.length);
    if (auxLeaves === undefined) return { value: value as tf.Scalar, grads, structure };
    let next = leaves.length;
    const aux = auxLeaves.map((leaf) => (isTensor(leaf) ? others[next++] : leaf));
    return { value: value as tf.Scalar, grads, structure, aux: treeUnflatten(auxStructure, aux) };
  } catch (error) {
    dropTape();
    throw error;
  } finally {
    tf.dispose(kept);
  }
}

/** Derivatives by tensors that were made just now: those of others around them need not be searched. */
const gradientsByNew = (inputs: tf.Tensor[], f: () => tf.Tensor) =>
  onRestOfTape(() => tf.engine().gradients(f, inputs, undefined, true)) as {
    value: tf.Tensor;
    grads: (tf.Tensor | undefined)[];
  };

/** As `instanceof tf.Tensor`, which infers `any` for the rank. */
function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

function keep(tensor: tf.Tensor, kept: tf.Tensor[]): tf.Tensor {
  const clone = tf.keep(tf.clone(tensor));
  kept.push(clone);
  return clone;
}

/** After an error tfjs forgets to release what the outermost tape saved for the backward pass. */
function dropTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const { saved } of (state.activeTape as typeof state.activeTape | null) ?? []) tf.dispose(saved ?? []);
  state.activeTape = [];
}

function assertFloats(caller: string, x: Tree<unknown>, leaves: readonly Leaf[]): void {
  const wrong = leaves.findIndex((leaf) => typeof leaf !== 'number' && leaf.dtype !== 'float32');
  if (wrong < 0) return;
  const { dtype } = leaves[wrong] as tf.Tensor;
  throw new TypeError(
    `${caller}: a leaf to differentiate by must be float32, but got ${dtype} at '${treePaths(x)[wrong]}'; pass it as a further argument, which is not differentiated`,
  );
}

function assertScalar(caller: string, value: unknown): asserts value is tf.Tensor {
  const rule = `${caller}: the function must return a float32 scalar tensor`;
  if (!isTensor(value)) {
    const got = value instanceof Promise ? 'a promise' : typeof value;
    throw new TypeError(
      `${rule}, but got ${got}; return a tensor, or with hasAux: true an object { value, aux }, and not from an async function`,
    );
  }
  if (value.rank !== 0 || value.dtype !== 'float32') {
    throw new TypeError(
      `${rule}, but got ${value.dtype} of shape [${value.shape.join(', ')}]; reduce it with tf.sum or tf.mean`,
    );
  }
}
