import { ndarray, type NdArray } from '@hgn/autodiff';

/** Says so when an array has another shape than a part takes; undefined lengths are free. */
export function requireShape(
  owner: string,
  name: string,
  { shape }: NdArray,
  expected: readonly (number | undefined)[],
): void {
  const fits =
    shape.length === expected.length &&
    shape.every((n, axis) => expected[axis] === undefined || n === expected[axis]);
  if (fits) return;
  const wanted = expected.map((n, axis) => n ?? (axis === 0 ? 'batch' : 'n')).join(', ');
  throw new Error(`${owner}: ${name} must be [${wanted}], but got [${shape.join(', ')}]; reshape it`);
}

/** The axes of states that stand before those of one state. */
export function leadingShape(
  owner: string,
  { q, p }: { readonly q: NdArray; readonly p: NdArray },
  stateShape: readonly number[],
): number[] {
  const leading = q.shape.slice(0, Math.max(0, q.shape.length - stateShape.length));
  const expected = [...leading, ...stateShape];
  for (const [name, { shape }] of Object.entries({ q, p })) {
    if (shape.length === expected.length && shape.every((n, axis) => n === expected[axis])) continue;
    throw new Error(
      `${owner}: q and p must both be [..., ${stateShape.join(', ')}], but ${name} is [${shape.join(', ')}]; reshape it`,
    );
  }
  return leading;
}

/**
 * Runs a function of a batch on `count` samples at a time and joins what it gives. A last chunk that is not full is
 * filled up with its last sample, so that all chunks have one shape and one compilation.
 */
export async function inChunks<I extends Record<string, NdArray>, O extends Record<string, NdArray>>(
  inputs: I,
  count: number,
  run: (inputs: I) => Promise<O>,
): Promise<O> {
  const total = Object.values(inputs)[0].shape[0];
  if (total <= count) return run(inputs);
  const joined: Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }> = {};
  for (let from = 0; from < total; from += count) {
    const outputs = await run(mapValues(inputs, (x) => rows(x, from, count)) as I);
    for (const [name, { data, shape }] of Object.entries(outputs)) {
      const size = data.length / count;
      joined[name] ??= { data: new Float32Array(total * size), shape: [total, ...shape.slice(1)] };
      joined[name].data.set(data.subarray(0, Math.min(count, total - from) * size), from * size);
    }
  }
  return mapValues(joined, ({ data, shape }) => ndarray(data, shape)) as O;
}

/** `count` rows from one on; past the end, the last one again. */
function rows({ data, shape: [total, ...rest] }: NdArray, from: number, count: number): NdArray {
  const size = rest.reduce((product, n) => product * n, 1);
  const chosen = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const row = Math.min(from + i, total - 1);
    chosen.set(data.subarray(row * size, (row + 1) * size), i * size);
  }
  return ndarray(chosen, [count, ...rest]);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
