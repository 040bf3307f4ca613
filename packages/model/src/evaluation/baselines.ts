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
  const perFrame = framewiseBaselines(targets, seen);
  const average = (name: keyof Baselines): number =>
    perFrame.reduce((sum, frame) => sum + frame[name], 0) / perFrame.length;
  return { lastFrame: average('lastFrame'), meanFrame: average('meanFrame') };
}

/**
 * Both baselines at every judged frame: the errors of the frames that are equally far from the inputs. The mean picture
 * is that of all frames.
 *
 * @param targets as for {@link baselines}, the same number of frames in every sample
 */
export function framewiseBaselines(
  targets: readonly (readonly Float32Array[])[],
  seen: readonly Float32Array[],
): Baselines[] {
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

  const values = size * targets.length;
  const errorOf = (i: number, guess: (sample: number) => ArrayLike<number>): number =>
    targets.reduce((sum, frames, sample) => sum + squaredError(frames[i], guess(sample)), 0) / values;
  return targets[0].map((_, i) => ({
    lastFrame: errorOf(i, (sample) => seen[sample]),
    meanFrame: errorOf(i, () => mean),
  }));
}

/** Sum of squared differences of two equally long arrays. */
export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}
