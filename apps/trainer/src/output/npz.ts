import { zipSync } from 'fflate';

/** A named array of a .npz file, row-major. */
export interface NpzArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

/**
 * A .npz file: `numpy.load(path)["name"]` gives the array.
 * Format: NumPy's .npy version 1.0, stored without compression in a ZIP archive.
 */
export function encodeNpz(arrays: Readonly<Record<string, NpzArray>>): Uint8Array {
  const files = Object.entries(arrays).map(
    ([name, array]) => [`${name}.npy`, encodeNpy(name, array)] as const,
  );
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}

function encodeNpy(name: string, { shape, data }: NpzArray): Uint8Array {
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length) {
    throw new RangeError(
      `encodeNpz: "${name}" of shape [${shape.join(', ')}] needs ${size} values, but got ${data.length}`,
    );
  }
  const dtype = data instanceof Uint8Array ? '|u1' : data instanceof Float32Array ? '<f4' : '<f8';
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const dictionary = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; the whole header is padded to a multiple of 64 and ends in a newline.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(
    `\u0000NUMPY\u0001\u0000\u0000\u0000${dictionary.padEnd(length - 1)}\n`,
  );
  header[0] = 0x93;
  header[8] = length & 0xff;
  header[9] = length >> 8;
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return file;
}
