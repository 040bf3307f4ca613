import { isNdArray, type Leaf, type NdArray, type TreeStructure } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { flattenArgs, hostArray, newTensor, signatureOf } from '../leaves.ts';
import type { Signature } from '../trace/trace.ts';

/** One argument as it was at the moment of the call. */
export interface HeldLeaf {
  readonly signature: Signature;
  /** Its values, which nobody writes to. */
  values(): Promise<NdArray>;
  /** A tensor of the registered backend, to be disposed by the caller. */
  tensor(): tf.Tensor;
  /** Lets go of what is held. */
  release(): void;
}

/** The leaves of an argument list, and its form. */
export interface HeldArguments {
  readonly leaves: readonly HeldLeaf[];
  readonly structure: TreeStructure;
}

const nothing = () => undefined;

/** Values that nobody else can write to, as an argument. */
function ownLeaf(array: NdArray): HeldLeaf {
  return {
    signature: signatureOf(array),
    values: () => Promise.resolve(array),
    // A backend may keep the array itself, and a result of a call may be its argument.
    tensor: () => newTensor({ ...array, data: array.data.slice() }),
    release: nothing,
  };
}

/** Values that nobody writes to while they are used. */
const lent = (args: readonly unknown[], tensorLeaf: (tensor: tf.Tensor) => HeldLeaf): HeldArguments => {
  const { leaves, structure } = flattenArgs(args);
  const lend = (leaf: Leaf) =>
    typeof leaf === 'number' || isNdArray(leaf) ? ownLeaf(hostArray(leaf)) : tensorLeaf(leaf);
  return { leaves: leaves.map(lend), structure };
};

/** Copies host arrays; what a tensor holds does not change, but it may be disposed: `tensorLeaf` sees to that. */
function hold(leaf: Leaf, tensorLeaf: (tensor: tf.Tensor) => HeldLeaf): HeldLeaf {
  if (typeof leaf === 'number') return ownLeaf(hostArray(leaf));
  return isNdArray(leaf) ? ownLeaf({ ...leaf, data: leaf.data.slice() }) : tensorLeaf(leaf);
}

function held(args: readonly unknown[], tensorLeaf: (tensor: tf.Tensor) => HeldLeaf): HeldArguments {
  const { leaves, structure } = flattenArgs(args);
  return { leaves: leaves.map((leaf) => hold(leaf, tensorLeaf)), structure };
}

/** Reads the values of a tensor from now on. */
function readingLeaf(tensor: tf.Tensor): HeldLeaf {
  const signature = signatureOf(tensor);
  const reading = tensor.data<never>().then((data): NdArray => ({ ...signature, data }));
  // Whoever asks for the values is told of a failure.
  reading.catch(nothing);
  return { signature, values: () => reading, tensor: () => tf.clone(tensor), release: nothing };
}

/** Holds arguments for a runtime: reading the values of tensors begins at once. */
export const holdValues = (args: readonly unknown[]): HeldArguments => held(args, readingLeaf);

/** As {@link holdValues}, but host arrays are used as they are: nobody may write to them until the call is over. */
export const lendValues = (args: readonly unknown[]): HeldArguments => lent(args, readingLeaf);

/** Holds arguments for tfjs: tensors are cloned, which copies no values, so that the caller may dispose them. */
export function holdTensors(args: readonly unknown[]): HeldArguments {
  return held(args, (tensor) => {
    const kept = tf.keep(tf.clone(tensor));
    const values = async (): Promise<NdArray> => ({ ...signatureOf(kept), data: await kept.data<never>() });
    return {
      signature: signatureOf(tensor),
      values,
      tensor: () => tf.clone(kept),
      release: () => kept.dispose(),
    };
  });
}

/** Results of a call as arguments of the next, not copied. */
export function owned(args: readonly unknown[]): HeldArguments {
  const { leaves, structure } = flattenArgs(args);
  return { leaves: leaves.map((leaf) => ownLeaf(leaf as NdArray)), structure };
}

/** Arguments once their values are read. */
export async function ownedOnce({ leaves, structure }: HeldArguments): Promise<HeldArguments> {
  const values = await Promise.all(leaves.map((leaf) => leaf.values()));
  return { leaves: values.map(ownLeaf), structure };
}

/** One argument list after another; both are lists, whose forms are lists of forms. */
export function joined(first: HeldArguments, second: HeldArguments): HeldArguments {
  return {
    leaves: [...first.leaves, ...second.leaves],
    structure: [...(first.structure as TreeStructure[]), ...(second.structure as TreeStructure[])],
  };
}
