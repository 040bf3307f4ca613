import type { Race } from './race.ts';

/** How one training ended, beside ours of the same race. */
export interface Row {
  readonly course: string;
  readonly seed: number;
  readonly side: string;
  readonly parameters: number;
  readonly steps: number;
  readonly seconds: number;
  /** Mean squared error per pixel value, times 10^4. */
  readonly mse_1e4: number;
  readonly times_below: number;
  /** How many times the error of ours this one is. */
  readonly over_ours: number;
  /** Seconds after which ours was below the last error of this side; null when it never was, or for ours. */
  readonly ours_there_after_s: number | null;
}

/** The rows of a race, ours first. */
export function rowsOf({ course, seed, baseline, curves }: Race): Row[] {
  const [ours] = curves;
  const best = ours.points[ours.points.length - 1].error;
  return curves.map((curve) => {
    const { seconds, error } = curve.points[curve.points.length - 1];
    const there = curve === ours ? undefined : ours.points.find((point) => point.error < error);
    return {
      course,
      seed,
      side: curve.name,
      parameters: curve.parameters,
      steps: curve.steps,
      seconds,
      mse_1e4: error * 1e4,
      times_below: baseline / error,
      over_ours: error / best,
      ours_there_after_s: there?.seconds ?? null,
    };
  });
}
