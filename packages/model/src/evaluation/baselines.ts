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
  return overFrames(framewiseBaselines(targets, seen));
}

/** The baselines of all judged frames from those of each. */
export function overFrames(perFrame: readonly Baselines[]): Baselines {
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
      addTo(mean, frame);
      count++;
    }
  }
  if (count === 0) throw new Error('baselines: needs at least one frame to predict, but got none');
  for (let i = 0; i < size; i++) mean[i] /= count;

  const values = size * targets.length;
  const errorOf = (i: number, error: (frame: Float32Array, sample: number) => number): number =>
    targets.reduce((sum, frames, sample) => sum + error(frames[i], sample), 0) / values;
  return targets[0].map((_, i) => ({
    lastFrame: errorOf(i, (frame, sample) => squaredError(frame, seen[sample])),
    meanFrame: errorOf(i, (frame) => squaredDistance(frame, mean)),
  }));
}

/** Sum of squared differences of two equally long frames. */
export function squaredError(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

/** Sum of the squares of a frame. */
export function sumOfSquares(frame: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) sum += frame[i] * frame[i];
  return sum;
}

// A loop for each kind of array, in functions of their own: what V8 makes fast code of.
function squaredDistance(frame: Float32Array, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) {
    const difference = frame[i] - mean[i];
    sum += difference * difference;
  }
  return sum;
}

function addTo(mean: Float64Array, frame: Float32Array): void {
  for (let i = 0; i < frame.length; i++) mean[i] += frame[i];
}
