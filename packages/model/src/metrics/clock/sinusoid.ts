/** How well one frequency explains a series. */
export interface SinusoidFit {
  /** Angular frequency in radians per frame. */
  readonly frequency: number;
  /** Share of the variance of all channels that sine, cosine and a constant explain, in [0, 1]. */
  readonly explained: number;
}

/** Ratio of neighbouring frequencies of the search grid. */
const gridRatio = 1.02;

/**
 * The frequency of the sinusoid that explains most of the variance of all channels of a series, by least squares: it
 * finds frequencies of a record that is shorter than a period, down to a quarter of a turn, where a spectrum shows
 * nothing.
 *
 * @param series values [frame, channel]
 */
export function dominantSinusoid(series: Float64Array, channels: number): SinusoidFit {
  const frames = series.length / channels;
  const residual = withoutMeans(series, channels);
  const total = residual.reduce((sum, x) => sum + x * x, 0);
  if (!(total > 0)) return { frequency: NaN, explained: 0 };
  const slowest = Math.PI / (2 * frames);
  // Four frames a turn: nobody films faster motion than that to learn from it.
  const fastest = Math.PI / 2;
  const count = Math.floor(Math.log(fastest / slowest) / Math.log(gridRatio)) + 1;
  const shares = Float64Array.from(
    { length: count },
    (_, i) => explainedSum(residual, channels, slowest * gridRatio ** i) / total,
  );
  const best = shares.indexOf(Math.max(...shares));
  return { frequency: slowest * gridRatio ** (best + vertex(shares, best)), explained: shares[best] };
}

function withoutMeans(series: Float64Array, channels: number): Float64Array {
  const frames = series.length / channels;
  const out = Float64Array.from(series);
  for (let c = 0; c < channels; c++) {
    let mean = 0;
    for (let i = c; i < series.length; i += channels) mean += series[i] / frames;
    for (let i = c; i < series.length; i += channels) out[i] -= mean;
  }
  return out;
}

/** Sum of squares of the projection on cosine and sine, both orthogonal to the constant. */
function explainedSum(residual: Float64Array, channels: number, frequency: number): number {
  const frames = residual.length / channels;
  // About the middle of the record cosine and constant are even and sine is odd: only the mean has to be removed.
  const phase = (t: number): number => frequency * (t - (frames - 1) / 2);
  const cosine = Float64Array.from({ length: frames }, (_, t) => Math.cos(phase(t)));
  const mean = cosine.reduce((sum, x) => sum + x, 0) / frames;
  const sine = Float64Array.from({ length: frames }, (_, t) => Math.sin(phase(t)));
  let explained = 0;
  for (const wave of [cosine.map((x) => x - mean), sine]) {
    const norm = wave.reduce((sum, x) => sum + x * x, 0);
    for (let c = 0; c < channels; c++) {
      let product = 0;
      for (let t = 0; t < frames; t++) product += wave[t] * residual[t * channels + c];
      explained += (product * product) / norm;
    }
  }
  return explained;
}

/** Where the parabola through three neighbouring values peaks, relative to the middle one. */
function vertex(values: Float64Array, at: number): number {
  if (at === 0 || at === values.length - 1) return 0;
  const [before, middle, after] = values.subarray(at - 1, at + 2);
  const curvature = before - 2 * middle + after;
  return curvature < 0 ? (before - after) / (2 * curvature) : 0;
}
