import { expect } from 'vitest';

/** How near two numbers must be: `|actual - expected| <= absolute + relative * |expected|`. */
export interface Closeness {
  /** Default 1e-6. */
  readonly relative?: number;
  /** Default 1e-6. */
  readonly absolute?: number;
}

declare module 'vitest' {
  // The name of the type parameter, and that it is not used, are given by what is merged with.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> {
    /** Every number is near the expected one, and the shapes agree; NaN is near nothing. */
    toBeAllClose(expected: unknown, closeness?: Closeness): void;
  }
}

/**
 * A vitest matcher over numbers, nested arrays, typed arrays, `{ data, shape }` arrays and tfjs tensors. Importing
 * `@hgn/testing` adds it to `expect`.
 *
 * @throws RangeError for a value that holds something else than numbers.
 * @example
 * expect(Float32Array.of(1, 2)).toBeAllClose([1, 2.000001]);
 */
export function toBeAllClose(actual: unknown, expected: unknown, closeness: Closeness = {}) {
  const { relative = 1e-6, absolute = 1e-6 } = closeness;
  const a = read(actual);
  const b = read(expected);
  const shapesAgree = a.shape === undefined || b.shape === undefined || String(a.shape) === String(b.shape);
  if (!shapesAgree || a.values.length !== b.values.length) {
    const show = ({ shape, values }: Numbers) =>
      shape ? `[${shape.join(', ')}]` : `${values.length} numbers`;
    return { pass: false, message: () => `expected the shape ${show(b)}, but got ${show(a)}` };
  }
  const excess = (k: number) =>
    Math.abs(a.values[k] - b.values[k]) - (absolute + relative * Math.abs(b.values[k]));
  const indices = Array.from(a.values, (_, k) => k).filter(
    // Written so that NaN counts as far; equal infinities are near.
    (k) => !(a.values[k] === b.values[k] || excess(k) <= 0),
  );
  const worst = indices.reduce(
    (far, k) => (Number.isNaN(excess(k)) || excess(k) > excess(far) ? k : far),
    indices[0],
  );
  return {
    pass: indices.length === 0,
    message: () =>
      indices.length === 0
        ? 'expected some number to be far from the expected one, but all are close'
        : `${indices.length} of ${a.values.length} numbers are not close; the worst is at ${worst}: ` +
          `expected ${b.values[worst]}, but got ${a.values[worst]} (relative ${relative}, absolute ${absolute})`,
  };
}

interface Numbers {
  readonly shape?: readonly number[];
  readonly values: ArrayLike<number>;
}

function read(value: unknown): Numbers {
  if (typeof value === 'number') return { values: [value] };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return { values: value as Float64Array };
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry === 'number')) return { values: value };
    return { values: value.flatMap((entry: unknown) => Array.from(read(entry).values)) };
  }
  if (typeof value === 'object' && value !== null && 'shape' in value) {
    const shape = value.shape as readonly number[];
    if ('dataSync' in value && typeof value.dataSync === 'function') {
      return { shape, values: (value.dataSync as () => ArrayLike<number>).call(value) };
    }
    if ('data' in value && ArrayBuffer.isView(value.data))
      return { shape, values: value.data as Float64Array };
  }
  throw new RangeError(`toBeAllClose: numbers, arrays or tensors only, but got ${String(value)}`);
}

expect.extend({ toBeAllClose });
