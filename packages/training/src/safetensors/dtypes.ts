import type { NdArray } from '@hgn/autodiff';

/** What holds the numbers of a stored tensor on the host. */
export type TensorData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

interface DataType {
  readonly bytes: number;
  /** Reads a copy of bytes in the machine's order, which is little-endian, as the format's, on every platform of ours. */
  readonly read: (bytes: ArrayBuffer) => TensorData;
  readonly holds: (data: TensorData) => boolean;
}

function type(constructor: {
  new (buffer: ArrayBuffer): TensorData;
  readonly BYTES_PER_ELEMENT: number;
}): DataType {
  return {
    bytes: constructor.BYTES_PER_ELEMENT,
    read: (bytes) => new constructor(bytes),
    holds: (data) => data instanceof constructor,
  };
}

/** The element types of the format that a typed array can hold; 16-bit floats stay bits in a Uint16Array. */
export const dataTypes = {
  F64: type(Float64Array),
  F32: type(Float32Array),
  F16: type(Uint16Array),
  BF16: type(Uint16Array),
  I64: type(BigInt64Array),
  U64: type(BigUint64Array),
  I32: type(Int32Array),
  U32: type(Uint32Array),
  I16: type(Int16Array),
  U16: type(Uint16Array),
  I8: type(Int8Array),
  U8: type(Uint8Array),
  BOOL: type(Uint8Array),
} as const satisfies Record<string, DataType>;

/** The name of an element type in a safetensors file. */
export type TensorType = keyof typeof dataTypes;

/** A tensor as a file holds it: element type, shape, and row-major numbers. */
export interface StoredTensor {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

const ofNdArray = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;

/** The element type that a bare typed array is stored as. */
function typeOf(data: TensorData): TensorType {
  const found = (['F64', 'F32', 'I64', 'U64', 'I32', 'U32', 'I16', 'U16', 'I8', 'U8'] as const).find((name) =>
    dataTypes[name].holds(data),
  );
  if (found) return found;
  throw new TypeError(
    `encodeSafetensors: data must be a typed array, but got ${Object.prototype.toString.call(data)}`,
  );
}

/** Brings what a caller may pass (host array, stored tensor, bare typed array) to one form. */
export function toStored(tensor: NdArray | StoredTensor | TensorData): StoredTensor {
  if (ArrayBuffer.isView(tensor)) return { dtype: typeOf(tensor), shape: [tensor.length], data: tensor };
  const { dtype } = tensor;
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool'
    ? { dtype: ofNdArray[dtype], shape: tensor.shape, data: tensor.data }
    : (tensor as StoredTensor);
}

/**
 * A stored tensor as a host array, which shares its memory. Only F32, I32 and BOOL have one.
 *
 * @throws TypeError for another element type.
 * @example
 * const kernel = toNdArray({ dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) });
 */
export function toNdArray({ dtype, shape, data }: StoredTensor): NdArray {
  if (dtype === 'F32') return { dtype: 'float32', shape, data: data as Float32Array };
  if (dtype === 'I32') return { dtype: 'int32', shape, data: data as Int32Array };
  if (dtype === 'BOOL') return { dtype: 'bool', shape, data: data as Uint8Array };
  throw new TypeError(
    `toNdArray: the element type must be F32, I32 or BOOL, but got ${dtype}; convert its data`,
  );
}
