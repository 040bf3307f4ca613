/** Squared errors of predicted frames, per frame and over whole rollouts. */
export interface PixelErrors {
  /** Mean over all frames and pixel values. */
  readonly mse: number;
  /** [frame]: mean over samples. */
  readonly perFrame: Float64Array;
  /** [sample]: mean over frames. */
  readonly perSample: Float64Array;
  /** [sample, frame]: mean squared error divided by the mean square of the true frame. */
  readonly normalised: Float64Array;
}

/**
 * Compares predicted frames with true ones: mean squared error of the rollout, frame by frame, sample by sample, and
 * relative to the brightness of each frame, as {@link validPredictionTime} needs it.
 *
 * Cost: one pass over both arrays.
 *
 * @param truth [sample, frame, pixel value], any number of axes per frame
 * @param predicted of the same size
 * @param shape how many samples and frames there are; put the frames in the order in which they were predicted
 * @returns `normalised` is 0 for a black frame that is predicted exactly and Infinity for one that is not
 * @throws RangeError when the arrays differ in size or do not divide into samples and frames
 * @example
 * import { pixelErrors } from '@hgn/model';
 *
 * const { mse, perFrame } = pixelErrors(Float32Array.of(1, 2), Float32Array.of(1, 1), { samples: 1, frames: 2 });
 * console.log(mse, perFrame); // 0.5, [0, 1]
 */
export function pixelErrors(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { samples, frames }: { readonly samples: number; readonly frames: number },
): PixelErrors {
  const size = truth.length / (samples * frames);
  if (predicted.length !== truth.length || !Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `pixelErrors: truth and prediction must both hold ${samples} samples x ${frames} frames x pixel values, but got ${truth.length} and ${predicted.length} numbers; check the shapes`,
    );
  }
  const perFrame = new Float64Array(frames);
  const perSample = new Float64Array(samples);
  const normalised = new Float64Array(samples * frames);
  for (let row = 0; row < samples * frames; row++) {
    let error = 0;
    let square = 0;
    for (let i = row * size; i < (row + 1) * size; i++) {
      error += (truth[i] - predicted[i]) ** 2;
      square += truth[i] ** 2;
    }
    perFrame[row % frames] += error / (size * samples);
    perSample[Math.floor(row / frames)] += error / (size * frames);
    normalised[row] = error === 0 ? 0 : error / square;
  }
  return { mse: perFrame.reduce((sum, e) => sum + e, 0) / frames, perFrame, perSample, normalised };
}
