/** Number types a host array can hold. */
export type NdDtype = 'float32' | 'int32' | 'bool';

/** Row-major array on the host: plain data, no backend, nothing to dispose. Booleans are bytes 0 and 1. */
export interface NdArray {
  readonly dtype: NdDtype;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/**
 * A host array of the given shape around `data`, which is not copied; its type gives the dtype
 * (Float32Array float32, Int32Array int32, Uint8Array bool). Plain numbers become float32.
 *
 * @throws RangeError when the shape does not hold exactly `data.length` numbers.
 * @example
 * ```ts
 * const frame = ndarray([0, 1, 2, 3, 4, 5], [2, 3]); // float32 [2, 3]
 * ```
 */
export function ndarray(
  data: Float32Array | Int32Array | Uint8Array | readonly number[],
  shape: readonly number[] = [data.length],
): NdArray {
  const values = ArrayBuffer.isView(data) ? data : Float32Array.from(data);
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(
      `ndarray: a shape [${shape.join(', ')}] holds ${size} numbers, but got ${values.length}; pass a shape that matches the data`,
    );
  }
  const dtype = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'bool';
  return { dtype, shape: [...shape], data: values };
}

/**
 * Whether `value` is a host array: `dtype`, `shape` and typed `data`.
 *
 * @example
 * ```ts
 * isNdArray(ndarray([1, 2])); // true
 * ```
 */
export function isNdArray(value: unknown): value is NdArray {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data } = value as Partial<Record<keyof NdArray, unknown>>;
  return typeof dtype === 'string' && Array.isArray(shape) && ArrayBuffer.isView(data);
}
