/** Nodes of one kind that do not depend on each other: where in x their coefficients and those of their arguments begin. */
export interface Group {
  readonly kind: Kind;
  readonly out: Int32Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Exponents, or the constants of scaled nodes. */
  readonly value: Float64Array;
}

/** What nodes compute; a product with a constant is `scaled`, a square has a recurrence of its own. */
export type Kind =
  'sum' | 'scaled' | 'product' | 'square' | 'quotient' | 'power' | 'sin' | 'cos' | 'exp' | 'log';

/** Sets coefficient k of the nodes of a group. */
export function setCoefficients(
  x: Float64Array,
  k: number,
  { kind, out, a: first, b: second, value }: Group,
): void {
  for (let i = 0; i < out.length; i++) {
    const o = out[i];
    const a = first[i];
    const b = second[i];
    const e = value[i];
    switch (kind) {
      case 'sum':
        x[o + k] = x[a + k] + x[b + k];
        break;
      case 'scaled':
        x[o + k] = e * x[b + k];
        break;
      case 'product':
        x[o + k] = convolve(x, a, b, k, 0, k);
        break;
      case 'square': {
        const half = 2 * convolve(x, a, a, k, 0, Math.ceil(k / 2) - 1);
        x[o + k] = k % 2 === 0 ? half + x[a + k / 2] * x[a + k / 2] : half;
        break;
      }
      case 'quotient':
        x[o + k] = (x[a + k] - convolve(x, b, o, k, 1, k)) / x[b];
        break;
      case 'power':
        x[o + k] = k === 0 ? x[a] ** e : powerSum(x, o, a, k, e) / (k * x[a]);
        break;
      case 'sin':
        x[o + k] = k === 0 ? Math.sin(x[a]) : weighted(x, a, b, k, k);
        break;
      case 'cos':
        x[o + k] = k === 0 ? Math.cos(x[a]) : -weighted(x, a, b, k, k);
        break;
      case 'exp':
        x[o + k] = k === 0 ? Math.exp(x[a]) : weighted(x, a, o, k, k);
        break;
      case 'log':
        x[o + k] = k === 0 ? Math.log(x[a]) : (x[a + k] - weighted(x, o, a, k, k - 1)) / x[a];
    }
  }
}

/** The sum of x[a + j] x[b + k - j] for j from one number to another: four sums at once, which do not wait for each other. */
function convolve(x: Float64Array, a: number, b: number, k: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = a + from;
  let j = b + k - from;
  const last = a + to;
  for (; i + 3 <= last; i += 4, j -= 4) {
    s0 += x[i] * x[j];
    s1 += x[i + 1] * x[j - 1];
    s2 += x[i + 2] * x[j - 2];
    s3 += x[i + 3] * x[j - 3];
  }
  for (; i <= last; i++, j--) s0 += x[i] * x[j];
  return s0 + s1 + (s2 + s3);
}

/** The sum of (k e - j (e + 1)) x[o + j] x[a + k - j] for j below k. */
function powerSum(x: Float64Array, o: number, a: number, k: number, e: number): number {
  let s0 = 0;
  let s1 = 0;
  let w = k * e;
  const change = e + 1;
  let i = o;
  let j = a + k;
  for (; i + 1 < o + k; i += 2, j -= 2) {
    s0 += w * (x[i] * x[j]);
    w -= change;
    s1 += w * (x[i + 1] * x[j - 1]);
    w -= change;
  }
  if (i < o + k) s0 += w * (x[i] * x[j]);
  return s0 + s1;
}

/** The sum of j x[a + j] x[b + k - j] / k for j from 1 to `to`. */
function weighted(x: Float64Array, a: number, b: number, k: number, to: number): number {
  let sum = 0;
  for (let j = 1; j <= to; j++) sum += j * x[a + j] * x[b + k - j];
  return sum / k;
}
