import type { Baselines } from '../../evaluation/baselines.ts';

/**
 * How far a prediction is clearly better than no physics at all: the largest n for which the mean error of the first n
 * predicted frames is at most a tenth of that of the better baseline on the same n frames; 0 when there is none.
 *
 * @param errors mean squared error of every predicted frame, the first first
 * @param baselines errors of both baselines at the same frames
 * @throws Error when they are not equally long
 * @example
 * import { tenfoldFrames } from '@hgn/model';
 *
 * const still = { lastFrame: 1, meanFrame: 2 };
 * console.log(tenfoldFrames([0.05, 0.05, 0.15, 0.5], [still, still, still, still])); // 3
 */
export function tenfoldFrames(errors: ArrayLike<number>, baselines: readonly Baselines[]): number {
  if (errors.length !== baselines.length) {
    throw new Error(
      `tenfoldFrames: errors and baselines must be of the same frames, but got ${errors.length} and ${baselines.length}`,
    );
  }
  let farthest = 0;
  let error = 0;
  let lastFrame = 0;
  let meanFrame = 0;
  baselines.forEach((baseline, i) => {
    error += errors[i];
    lastFrame += baseline.lastFrame;
    meanFrame += baseline.meanFrame;
    if (10 * error <= Math.min(lastFrame, meanFrame)) farthest = i + 1;
  });
  return farthest;
}
