import type { Clock } from '../core/clock.ts';

/** A weighted sum of rates, with the weights that are 0 left out. */
export interface Combination {
  readonly weights: Float64Array;
  readonly rates: readonly Float64Array[];
}

/** The sum of rates with these weights. */
export function combination(weights: readonly number[], rates: readonly Float64Array[]): Combination {
  const used = weights.flatMap((w, j) => (w === 0 ? [] : [j]));
  return { weights: Float64Array.from(used, (j) => weights[j]), rates: used.map((j) => rates[j]) };
}

/** Sets `to` to `from` plus clock[1] times a weighted sum of rates: one pass up to eight of them. */
export function combine(
  to: Float64Array,
  from: Float64Array,
  { weights: w, rates: r }: Combination,
  clock: Clock,
): void {
  const n = to.length;
  const h = clock[1];
  const count = Math.min(8, r.length);
  // Written out, which is several times as fast as a loop over the rates: these sums are most of a cheap step.
  if (count === 0) to.set(from);
  else if (count === 1) {
    const k0 = r[0];
    const w0 = h * w[0];
    for (let i = 0; i < n; i++) to[i] = from[i] + w0 * k0[i];
  } else if (count === 2) {
    const k0 = r[0];
    const k1 = r[1];
    const w0 = h * w[0];
    const w1 = h * w[1];
    for (let i = 0; i < n; i++) to[i] = from[i] + (w0 * k0[i] + w1 * k1[i]);
  } else if (count === 3) {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    for (let i = 0; i < n; i++) to[i] = from[i] + (w0 * k0[i] + w1 * k1[i] + w2 * k2[i]);
  } else if (count === 4) {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const k3 = r[3];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    const w3 = h * w[3];
    for (let i = 0; i < n; i++) to[i] = from[i] + (w0 * k0[i] + w1 * k1[i] + (w2 * k2[i] + w3 * k3[i]));
  } else if (count === 5) {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const k3 = r[3];
    const k4 = r[4];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    const w3 = h * w[3];
    const w4 = h * w[4];
    for (let i = 0; i < n; i++)
      to[i] = from[i] + (w0 * k0[i] + w1 * k1[i] + (w2 * k2[i] + w3 * k3[i]) + w4 * k4[i]);
  } else if (count === 6) {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const k3 = r[3];
    const k4 = r[4];
    const k5 = r[5];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    const w3 = h * w[3];
    const w4 = h * w[4];
    const w5 = h * w[5];
    for (let i = 0; i < n; i++)
      to[i] = from[i] + (w0 * k0[i] + w1 * k1[i] + (w2 * k2[i] + w3 * k3[i]) + (w4 * k4[i] + w5 * k5[i]));
  } else if (count === 7) {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const k3 = r[3];
    const k4 = r[4];
    const k5 = r[5];
    const k6 = r[6];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    const w3 = h * w[3];
    const w4 = h * w[4];
    const w5 = h * w[5];
    const w6 = h * w[6];
    for (let i = 0; i < n; i++)
      to[i] =
        from[i] +
        (w0 * k0[i] + w1 * k1[i] + (w2 * k2[i] + w3 * k3[i]) + (w4 * k4[i] + w5 * k5[i]) + w6 * k6[i]);
  } else {
    const k0 = r[0];
    const k1 = r[1];
    const k2 = r[2];
    const k3 = r[3];
    const k4 = r[4];
    const k5 = r[5];
    const k6 = r[6];
    const k7 = r[7];
    const w0 = h * w[0];
    const w1 = h * w[1];
    const w2 = h * w[2];
    const w3 = h * w[3];
    const w4 = h * w[4];
    const w5 = h * w[5];
    const w6 = h * w[6];
    const w7 = h * w[7];
    for (let i = 0; i < n; i++)
      to[i] =
        from[i] +
        (w0 * k0[i] +
          w1 * k1[i] +
          (w2 * k2[i] + w3 * k3[i]) +
          (w4 * k4[i] + w5 * k5[i] + (w6 * k6[i] + w7 * k7[i])));
  }
  for (let j = count; j < r.length; j++) {
    const k = r[j];
    const v = h * w[j];
    for (let i = 0; i < n; i++) to[i] += v * k[i];
  }
}
