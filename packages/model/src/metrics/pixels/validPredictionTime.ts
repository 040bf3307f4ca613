import { requireOptions } from '@hgn/options';
import { median } from '../statistics.ts';

/** For how long predictions stay valid. */
export interface ValidPredictionTime {
  /** In frames: mean over batches of the median over samples. */
  readonly frames: number;
  /** The same as a share of the sequence's length, in [0, 1]. */
  readonly relative: number;
  /** [sample]: index of the first frame that is too wrong, or the length where none is. */
  readonly perSample: Int32Array;
}

/**
 * Valid prediction time: how many frames are predicted before the normalised squared error of one first exceeds the
 * threshold. Judge frames beyond those that the model was trained to predict, forward and backward by themselves.
 *
 * Source: Botev et al. 2021, arXiv:2111.05458, section 5, with the protocol of its published code: threshold 0.025,
 * the median over each batch of 5 trajectories, the mean over batches.
 *
 * @param normalised [sample, frame], from {@link pixelErrors}; frames in the order in which they were predicted
 * @param options `samples` and `frames`; `threshold`; `batchSize`, samples per median
 * @throws RangeError when the errors do not divide into samples and frames
 * @example
 * import { validPredictionTime } from '@hgn/model';
 *
 * const errors = Float64Array.of(0, 0.01, 0.03, 0.02);
 * console.log(validPredictionTime(errors, { samples: 1, frames: 4 })); // frames 2, relative 0.5
 */
export function validPredictionTime(
  normalised: ArrayLike<number>,
  options: {
    readonly samples: number;
    readonly frames: number;
    readonly threshold?: number;
    readonly batchSize?: number;
  },
): ValidPredictionTime {
  requireOptions('validPredictionTime', options, {
    samples: true,
    frames: true,
    threshold: true,
    batchSize: true,
  });
  const { samples, frames, threshold = 0.025, batchSize = 5 } = options;
  if (!(samples >= 1) || !(frames >= 1) || normalised.length !== samples * frames) {
    throw new RangeError(
      `validPredictionTime: needs an error for each of ${samples} samples x ${frames} frames, but got ${normalised.length}`,
    );
  }
  const perSample = Int32Array.from({ length: samples }, (_, sample) => {
    let frame = 0;
    // A NaN is no valid prediction either.
    while (frame < frames && normalised[sample * frames + frame] <= threshold) frame++;
    return frame;
  });
  const medians: number[] = [];
  for (let from = 0; from < samples; from += batchSize) {
    medians.push(median(perSample.subarray(from, from + batchSize)));
  }
  const mean = medians.reduce((sum, m) => sum + m, 0) / medians.length;
  return { frames: mean, relative: mean / frames, perSample };
}
