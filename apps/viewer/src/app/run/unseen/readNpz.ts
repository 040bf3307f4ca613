import { unzip } from '../../drop/unzip.ts';

/** An array of an .npz file. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

const types = { '|u1': Uint8Array, '<f4': Float32Array, '<f8': Float64Array } as const;

/**
 * Reads an .npz file as runs hold them: bytes and floats, row-major.
 *
 * @returns arrays by name
 * @throws Error for bytes that are no such file
 */
export function readNpz(bytes: Uint8Array): ReadonlyMap<string, StoredArray> {
  const entries = [...unzip(bytes, 'test.npz')];
  return new Map(entries.map(([name, content]) => [name.replace(/\.npy$/, ''), readNpy(name, content)]));
}

function readNpy(name: string, bytes: Uint8Array): StoredArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + (bytes.length < 10 ? 0 : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(10, start));
  const [, type = '', extents = ''] =
    /'descr': '(.+?)', 'fortran_order': False, 'shape': \((.*?)\)/.exec(header) ?? [];
  if (!Object.hasOwn(types, type)) throw new Error(`readNpz: ${name} is no array that a run holds.`);
  const shape = extents.split(',').flatMap((extent) => (extent.trim() === '' ? [] : [Number(extent)]));
  const Type = types[type as keyof typeof types];
  const length = shape.reduce((product, extent) => product * extent, 1);
  // Copied: numbers lie at any offset of the file.
  const data = new Type(bytes.slice(start, start + length * Type.BYTES_PER_ELEMENT).buffer);
  if (data.length !== length) throw new Error(`readNpz: ${name} ends before its ${length} numbers do.`);
  return { shape, data };
}
