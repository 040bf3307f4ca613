/** Element types that a dataset's arrays have, in NumPy's notation. */
export type NpyType = '|u1' | '<f4' | '<f8';

/** An array's element type and shape. */
export interface ArraySpec {
  readonly dtype: NpyType;
  readonly shape: readonly number[];
}

/** Bytes of an element. */
export const itemBytes: Readonly<Record<NpyType, number>> = { '|u1': 1, '<f4': 4, '<f8': 8 };

/** Number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Bytes of the array's data, without its header. */
export function dataBytes({ dtype, shape }: ArraySpec): number {
  return itemBytes[dtype] * elements(shape);
}

/** A file is not the .npy file it should be. */
export class NpyError extends Error {
  override readonly name = 'NpyError';
}

/**
 * The header of a .npy file of format 1.0, padded to 64 bytes; row-major data follow.
 * @example
 * const header = npyHeader({ dtype: '<f8', shape: [2, 3] });
 */
export function npyHeader({ dtype, shape }: ArraySpec): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (total - 10) & 0xff, (total - 10) >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}
