/** y = factor · x^exponent. */
export interface PowerLaw {
  readonly factor: number;
  readonly exponent: number;
}

/** The power law through points by least squares of the logarithms. Throws with fewer than two different x. */
export function fitPowerLaw(x: readonly number[], y: readonly number[]): PowerLaw {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, height] = [mean(u), mean(v)];
  const spread = u.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  if (!(spread > 0)) throw new RangeError('fitPowerLaw: needs two different x');
  const exponent = u.reduce((sum, value, i) => sum + (value - middle) * (v[i] - height), 0) / spread;
  return { factor: Math.exp(height - exponent * middle), exponent };
}
