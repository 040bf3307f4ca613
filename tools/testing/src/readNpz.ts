import { unzipSync } from 'fflate';

/** An array of a .npz file. */
export interface ReadArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Reads what `encodeNpz` writes: bytes, float32 and float64, row-major. */
export function readNpz(file: Uint8Array): Record<string, ReadArray> {
  return Object.fromEntries(
    Object.entries(unzipSync(file)).map(([name, npy]) => {
      const start = 10 + npy[8] + 256 * npy[9];
      const header = new TextDecoder().decode(npy.subarray(10, start));
      const shape =
        /'shape': \(([^)]*)\)/
          .exec(header)?.[1]
          .split(',')
          .filter((n) => n.trim() !== '') ?? [];
      const values = npy.slice(start);
      const data = header.includes('u1')
        ? values
        : header.includes('f4')
          ? new Float32Array(values.buffer)
          : new Float64Array(values.buffer);
      return [name.replace(/\.npy$/, ''), { shape: shape.map(Number), data }];
    }),
  );
}
