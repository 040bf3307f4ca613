import {
  isNdArray,
  treeFlatten,
  treePaths,
  treeUnflatten,
  type NdArray,
  type Tree,
  type TreeStructure,
} from '@hgn/autodiff';
import { crc32c } from '../crc32c.ts';
import { decodeSafetensors } from '../safetensors/decode.ts';
import { toNdArray, toStored, type StoredTensor } from '../safetensors/dtypes.ts';
import { encodeSafetensors } from '../safetensors/encode.ts';
import { CheckpointMismatchError } from './errors.ts';

/** Everything that affects what comes next: parameters, optimiser state, multipliers, random keys. */
export type State = Tree<NdArray | number>;

/** A training state at one moment. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** A tree of host arrays and numbers (64-bit), nested as the caller likes. */
  readonly state: State;
  /** Text by name, such as the configuration as JSON. `step`, `structure` and
   * `checksum` are taken. */
  readonly metadata: Readonly<Record<string, string>>;
}

const RESERVED = ['step', 'structure', 'checksum'];

/**
 * Writes a checkpoint as a safetensors file: one tensor a leaf, called by its path (`params.encoder.0.kernel`), numbers
 * as 64-bit scalars; and as metadata the step, the form of the tree and a CRC-32C of everything else. Equal
 * checkpoints give equal bytes.
 *
 * @throws RangeError if the step is no whole number from 0 up, a metadata name is taken, or two leaves have one path.
 * @throws TypeError if a leaf is neither a host array nor a number.
 * @example
 * const bytes = encodeCheckpoint({ step: 10, state: { multiplier: 0.1, randomKey: [0, 42] }, metadata: {} });
 */
export function encodeCheckpoint({ step, state, metadata }: Checkpoint): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(`encodeCheckpoint: the step must be a whole number from 0 up, but got ${step}`);
  }
  for (const name of RESERVED) {
    if (Object.hasOwn(metadata, name)) {
      throw new RangeError(`encodeCheckpoint: the metadata name '${name}' is taken; rename it`);
    }
  }
  const { leaves, structure } = treeFlatten<NdArray | number>(state);
  const names = treePaths(state).map(tensorName);
  if (new Set(names).size < names.length) {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    throw new RangeError(
      `encodeCheckpoint: leaves must have paths of their own, but '${twice}' is there twice`,
    );
  }
  leaves.forEach((leaf: unknown, index) => {
    if (typeof leaf !== 'number' && !isNdArray(leaf)) {
      throw new TypeError(
        `encodeCheckpoint: leaves must be host arrays and numbers, but '${names[index]}' is ${String(leaf)}; read tensors with toArrays first`,
      );
    }
  });
  const tensors = Object.fromEntries(
    leaves.map((leaf, index): [string, StoredTensor] => [
      names[index],
      typeof leaf === 'number' ? { dtype: 'F64', shape: [], data: Float64Array.of(leaf) } : toStored(leaf),
    ]),
  );
  const texts = { ...metadata, step: String(step), structure: JSON.stringify(structure) };
  return encodeSafetensors(tensors, { ...texts, checksum: checksum(tensors, texts) });
}

/**
 * Reads what {@link encodeCheckpoint} wrote.
 *
 * @throws SafetensorsError if the bytes are no safetensors file.
 * @throws TypeError if they are one, but not a checkpoint, or not the one that was written. A file without a checksum,
 * such as one that was edited elsewhere, is taken as it is.
 * @example
 * const { step, state } = decodeCheckpoint(encodeCheckpoint({ step: 10, state: [1, 2], metadata: {} }));
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { checksum: written, ...texts } = metadata;
  const { step, structure, ...rest } = texts;
  if (step === undefined || structure === undefined || !/^\d+$/.test(step)) {
    throw new TypeError('decodeCheckpoint: the file must tell its step and structure; it is no checkpoint');
  }
  if (written !== undefined && written !== checksum(tensors, texts)) {
    throw new TypeError(
      `decodeCheckpoint: the checksum must be ${written}, but is ${checksum(tensors, texts)}; the file was altered`,
    );
  }
  const form = JSON.parse(structure) as TreeStructure;
  const leaves = treePaths(form).map((path) => {
    const name = tensorName(path);
    if (!Object.hasOwn(tensors, name)) {
      throw new TypeError(`decodeCheckpoint: the file must hold '${name}', which its structure names`);
    }
    const tensor = tensors[name];
    return tensor.dtype === 'F64' && tensor.shape.length === 0 ? Number(tensor.data[0]) : toNdArray(tensor);
  });
  return { step: Number(step), state: treeUnflatten(form, leaves), metadata: rest };
}

/**
 * Throws unless a state has the paths, types and shapes of another, and says where they differ.
 *
 * @throws CheckpointMismatchError naming the first difference.
 * @example
 * assertSameForm({ randomKey: [0, 42] }, { randomKey: [0, 7] });
 */
export function assertSameForm(state: State, expected: State): void {
  const [got, wanted] = [describe(state), describe(expected)];
  for (const [path, form] of wanted) {
    const found = got.get(path);
    if (found !== form) {
      throw new CheckpointMismatchError(
        `assertSameForm: '${path}' must be ${form}, but ${found === undefined ? 'there is none' : `got ${found}`}; the checkpoint is of another model or configuration`,
      );
    }
  }
  for (const path of got.keys()) {
    if (!wanted.has(path)) {
      throw new CheckpointMismatchError(
        `assertSameForm: there must be no '${path}', but got one; the checkpoint is of another model or configuration`,
      );
    }
  }
}

function describe(state: State): Map<string, string> {
  const { leaves } = treeFlatten<NdArray | number>(state);
  return new Map(
    treePaths(state).map((path, index) => {
      const leaf = leaves[index];
      return [path, typeof leaf === 'number' ? 'a number' : `${leaf.dtype} [${leaf.shape.join(', ')}]`];
    }),
  );
}

/** A CRC-32C over names, types, shapes, numbers and texts, in an order that does not depend on the file's. */
function checksum(
  tensors: Readonly<Record<string, StoredTensor>>,
  texts: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(tensors).sort();
  const forms = names.map((name) => [name, tensors[name].dtype, tensors[name].shape]);
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  let crc = crc32c(new TextEncoder().encode(JSON.stringify([forms, sorted])));
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = tensors[name].data;
    crc = crc32c(new Uint8Array(buffer, byteOffset, byteLength), crc);
  }
  return crc.toString(16).padStart(8, '0');
}

/** The path of a leaf; a state that is itself a leaf needs a name too. */
function tensorName(path: string): string {
  return path === '' ? 'state' : path;
}
