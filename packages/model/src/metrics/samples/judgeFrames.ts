import { ndarray, type NdArray } from '@hgn/autodiff';
import { normal, type Key } from '@hgn/nn';
import { median, quantile } from '../statistics.ts';
import { frechetDistance } from './frechetDistance.ts';
import { frameFeatures, type FeaturePoints } from './frameFeatures.ts';
import { momentsOf } from './moments.ts';
import { nearestDistances } from './nearestDistances.ts';

/** How a set of frames stands to those that a model learnt from. */
export interface JudgedFrames {
  /**
   * Squared Fréchet distance to the true frames in the space of {@link frameFeatures}, over the variance of these: 0 for the
   * same distribution, 1 for always the mean.
   */
  readonly frechet: number;
  /** Median distance to the nearest frame that was learnt from, in standard deviations of the true frames. */
  readonly nearest: number;
  /**
   * Share of the frames that lie nearer to one that was learnt from than 99 % of unseen true frames do: about 0.01 for unseen
   * ones, 1 for copies. Null where true frames are so dense that more than 1 % of the unseen ones equal one that was learnt from.
   */
  readonly copied: number | null;
}

/** Frames of a model beside true ones and beside those of no model at all. */
export interface FrameJudgement {
  readonly samples: JudgedFrames;
  /** Unseen true frames: what a perfect model would get, with as many of them. */
  readonly unseen: JudgedFrames;
  /** The mean frame with the true variance of every pixel as noise. */
  readonly meanAndNoise: JudgedFrames;
}

/** Unseen frames nearer than these are those that copies are told by. */
const nearShare = 0.01;

/**
 * Judges frames that a model made up against those it learnt from: whether they are distributed alike, and whether they
 * are copies; beside unseen true frames, which show what the numbers can be, and noise around the mean frame.
 *
 * Give equally many of `samples` and `unseen`, two hundred at least: with fewer the distance of true frames from true ones is
 * no longer small. Cost: a quarter of a million multiply-adds a frame, and 64 for each pair of a frame and a learnt one.
 *
 * @param frames.samples [n, height, width, channels] in [0, 1]
 * @param frames.learnt frames of the training set
 * @param frames.unseen true frames of no training sequence
 * @param options.key where the noise comes from
 * @throws Error when a set holds fewer than two frames, or the frames differ in size
 * @example
 * import { generate } from '@hgn/datasets';
 * import { judgeFrames, pickFrames } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const first = (seed: number) => {
 *   const sequences = generate('mass-spring', { seed, trajectories: 40, frames: 1 });
 *   const { data } = pickFrames(sequences, Array.from({ length: 40 }, (_, i) => i), [0]);
 *   return { data, dtype: 'float32' as const, shape: [40, 32, 32, 3] };
 * };
 * const { samples, meanAndNoise } = judgeFrames({ samples: first(1), learnt: first(2), unseen: first(3) }, { key: key(4) });
 * console.log(samples.frechet < meanAndNoise.frechet); // true
 */
export function judgeFrames(
  frames: { readonly samples: NdArray; readonly learnt: NdArray; readonly unseen: NdArray },
  options: { readonly key: Key },
): FrameJudgement {
  const frameShape = frames.samples.shape.slice(1);
  for (const [name, { shape }] of Object.entries(frames)) {
    const alike = shape.length === 4 && shape.slice(1).every((n, axis) => n === frameShape[axis]);
    if (!alike || shape[0] < 2) {
      throw new Error(
        `judgeFrames: ${name} must be two or more frames [n, ${frameShape.join(', ')}], but got [${shape.join(', ')}]`,
      );
    }
  }
  const noise = meanAndNoise(frames.learnt, frames.samples.shape[0], options.key);
  const features = {
    samples: frameFeatures(frames.samples),
    unseen: frameFeatures(frames.unseen),
    meanAndNoise: frameFeatures(noise),
    learnt: frameFeatures(frames.learnt),
  };
  const variance = momentsOf(features.learnt).covariance.trace();
  const unseenNearest = nearestDistances(features.unseen, features.learnt);
  const near = quantile(unseenNearest, nearShare);
  const judged = (points: FeaturePoints): JudgedFrames => {
    const nearest = nearestDistances(points, features.learnt);
    return {
      frechet: frechetDistance(points, features.learnt) / variance,
      nearest: median(nearest) / Math.sqrt(variance),
      copied: near === 0 ? null : nearest.filter((distance) => distance < near).length / nearest.length,
    };
  };
  return {
    samples: judged(features.samples),
    unseen: judged(features.unseen),
    meanAndNoise: judged(features.meanAndNoise),
  };
}

/** Frames of no model: the mean with the variance of every pixel as noise, clipped to [0, 1]. */
function meanAndNoise({ data, shape }: NdArray, count: number, key: Key): NdArray {
  const [total, ...frameShape] = shape;
  const size = data.length / total;
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  data.forEach((value, i) => {
    mean[i % size] += value / total;
    square[i % size] += (value * value) / total;
  });
  const noise = normal(key, [count, size]).data;
  const made = Float32Array.from(noise, (draw, i) => {
    const pixel = i % size;
    const deviation = Math.sqrt(Math.max(0, square[pixel] - mean[pixel] ** 2));
    return Math.min(1, Math.max(0, mean[pixel] + deviation * draw));
  });
  return ndarray(made, [count, ...frameShape]);
}
