/** Mean squared errors of two predictors that know no physics, on the very frames a model is judged by. */
export interface Baselines {
  /** Repeats the nearest frame that the model saw. */
  readonly lastFrame: number;
  /** Paints the mean of all frames to be predicted: the best constant picture. */
  readonly meanFrame: number;
}

/**
 * Computes both baselines.
 *
 * @param targets frames to predict, [sample][frame] of equal length, values in [0, 1]
 * @param seen the nearest seen frame of every sample
 * @throws Error when there is nothing to predict
 * @example
 * import { baselines } from '@hgn/model';
 *
 * console.log(baselines([[Float32Array.of(1), Float32Array.of(3)]], [Float32Array.of(0)])); // 5 and 1
 */
export function baselines(
  targets: readonly (readonly Float32Array[])[],
  seen: readonly Float32Array[],
): Baselines {
  const size = seen[0]?.length ?? 0;
  const mean = new Float64Array(size);
  let count = 0;
  for (const frames of targets) {
    for (const frame of frames) {
      for (let i = 0; i < size; i++) mean[i] += frame[i];
      count++;
    }
  }
  if (count === 0) throw new Error('baselines: needs at least one frame to predict, but got none');
  for (let i = 0; i < size; i++) mean[i] /= count;

  let lastFrame = 0;
  let meanFrame = 0;
  targets.forEach((frames, s) => {
    for (const frame of frames) {
      lastFrame += squaredError(frame, seen[s]);
      meanFrame += squaredError(frame, mean);
    }
  });
  return { lastFrame: lastFrame / (count * size), meanFrame: meanFrame / (count * size) };
}

/** Sum of squared differences of two equally long arrays. */
export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}
