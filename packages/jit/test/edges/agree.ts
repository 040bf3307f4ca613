/** How far two numbers may be apart. */
export interface Tolerance {
  /** Relative to the greatest finite number beside them, or to the number itself where undefined. */
  readonly scale?: number;
  readonly relative: number;
}

/** Below the least normal float32, runtimes may take numbers for 0. */
const smallestNormal = 2 ** -126;

/** Whether both are NaN, the same infinity, or close; the sign of a zero counts where asked for. */
export function agree(expected: number, actual: number, { scale, relative }: Tolerance): boolean {
  if (Number.isNaN(expected) || Number.isNaN(actual)) return Number.isNaN(expected) === Number.isNaN(actual);
  if (expected === actual) return true;
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false;
  return Math.abs(expected - actual) <= relative * (scale ?? Math.abs(expected)) + 2 * smallestNormal;
}
