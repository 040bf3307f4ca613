/** A point of phase space in one array, q and after it p, with views of its two halves. */
export interface Phase {
  readonly all: Float64Array;
  readonly q: Float64Array;
  readonly p: Float64Array;
}

/** A point of phase space for n coordinates, at 0. */
export function phase(n: number): Phase {
  const all = new Float64Array(2 * n);
  return { all, q: all.subarray(0, n), p: all.subarray(n) };
}

/** `count` points of phase space, one after the other in one array. */
export function phases(count: number, n: number): { readonly all: Float64Array; readonly parts: Phase[] } {
  const all = new Float64Array(2 * n * count);
  const parts = Array.from({ length: count }, (_, k) => {
    const part = all.subarray(2 * n * k, 2 * n * (k + 1));
    return { all: part, q: part.subarray(0, n), p: part.subarray(n) };
  });
  return { all, parts };
}

/** `count` arrays of n zeros. */
export const arrays = (count: number, n: number): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(n));

/** Copies one by one: set() costs more than a step of a small system. */
export function copy(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = from[i];
}
