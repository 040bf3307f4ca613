/** Element types that a dataset's arrays have, in NumPy's notation. */
export type NpyType = '|u1' | '<f4' | '<f8';

/** An array's element type and shape. */
export interface ArraySpec {
  readonly dtype: NpyType;
  readonly shape: readonly number[];
}

const itemBytes: Readonly<Record<NpyType, number>> = { '|u1': 1, '<f4': 4, '<f8': 8 };

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

/**
 * Reads a .npy header.
 * @returns the array's spec and where its data start
 * @throws NpyError when the bytes are no .npy file, or of a type or order that is not read here
 */
export function parseNpyHeader(bytes: Uint8Array): ArraySpec & { readonly dataStart: number } {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 6));
  if (text !== '\x93NUMPY') throw new NpyError('parseNpyHeader: the file must start with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const dataStart = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, dataStart));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? '';
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dataStart > bytes.length || shape === undefined) {
    throw new NpyError('parseNpyHeader: the header is cut off or has no shape');
  }
  if (!Object.hasOwn(itemBytes, descr) || /'fortran_order':\s*True/.test(header)) {
    throw new NpyError(
      `parseNpyHeader: arrays must be row-major |u1, <f4 or <f8, but got ${header.trim()}; convert with np.ascontiguousarray(x).astype(...)`,
    );
  }
  const extents = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  return { dtype: descr as NpyType, shape: extents, dataStart };
}
