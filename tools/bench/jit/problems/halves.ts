import { ndarray, type NdArray } from '@hgn/autodiff';

/** Named arrays with the samples along their first axis, cut into two halves. */
export function halves(arrays: Readonly<Record<string, NdArray>>): Record<string, NdArray>[] {
  return [0, 1].map((half) =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, { data, shape }]) => {
        const size = data.length / 2;
        return [
          name,
          ndarray(Float32Array.from(data.subarray(half * size, (half + 1) * size)), [
            shape[0] / 2,
            ...shape.slice(1),
          ]),
        ];
      }),
    ),
  );
}
