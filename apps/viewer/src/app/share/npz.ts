import { npyHeader } from '@hgn/datasets';
import { zipSync } from 'fflate';

/** A named array of a .npz file, row-major. */
export interface SavedArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

/**
 * A .npz file of arrays: `numpy.load(path)["name"]` gives each. Equal arrays give equal bytes.
 *
 * @throws RangeError when an array's length is not the product of its shape
 */
export function encodeNpz(arrays: Readonly<Record<string, SavedArray>>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(arrays).map(([name, { shape, data }]) => {
    const wanted = shape.reduce((product, length) => product * length, 1);
    if (wanted !== data.length) {
      throw new RangeError(
        `encodeNpz: ${name} of shape [${shape.join(', ')}] must have ${wanted} values, but got ${data.length}`,
      );
    }
    const dtype = data instanceof Uint8Array ? '|u1' : data instanceof Float32Array ? '<f4' : '<f8';
    const header = npyHeader({ dtype, shape });
    const file = new Uint8Array(header.length + data.byteLength);
    file.set(header);
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
    return [`${name}.npy`, file] as const;
  });
  // The earliest date that a zip knows.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}
