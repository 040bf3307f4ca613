import type { Sequences } from './sequences.ts';

/** Whether a frame was not recorded. */
export const isMissing = ({ missing, length }: Sequences, trajectory: number, frame: number): boolean =>
  missing?.[trajectory * length + frame] === 1;

/** Where inputs may begin, and which frames about their first one must be there. */
export interface InputRange {
  /** First and last frame at which inputs may begin. */
  readonly first: number;
  readonly last: number;
  /** Frames [from, to) that are needed, counted from the first one. */
  readonly from: number;
  readonly to: number;
}

/**
 * Draws inputs without a missing frame: evenly among those of the trajectory that is drawn, or of the next one that has any.
 *
 * @param draws two numbers in [0, 1): for the trajectory, and for the frame
 * @throws Error when no trajectory has any
 */
export function completeStart(
  sequences: Sequences,
  { first, last, from, to }: InputRange,
  draws: readonly [trajectory: number, frame: number],
): { readonly trajectory: number; readonly start: number } {
  const { trajectories } = sequences;
  const drawn = Math.floor(draws[0] * trajectories);
  for (let tried = 0; tried < trajectories; tried++) {
    const trajectory = (drawn + tried) % trajectories;
    const starts: number[] = [];
    let recorded = 0;
    for (let frame = first + from; frame < last + to; frame++) {
      recorded = isMissing(sequences, trajectory, frame) ? 0 : recorded + 1;
      if (recorded >= to - from) starts.push(frame + 1 - to);
    }
    if (starts.length > 0) return { trajectory, start: starts[Math.floor(draws[1] * starts.length)] };
  }
  throw new Error(
    `makeBatch: the encoder needs ${to - from} frames in a row, but every sequence lacks one of them everywhere; lower model.inputFrames or record more frames`,
  );
}

/**
 * The step nearest to a drawn one whose frame was recorded; of two the later.
 *
 * @param frameOf frame that a step is explained by; that of step 0 is an input, so it is there
 * @param horizon last step
 */
export function nearestRecorded(
  sequences: Sequences,
  trajectory: number,
  drawn: number,
  { frameOf, horizon }: { frameOf(step: number): number; readonly horizon: number },
): number {
  for (let distance = 0; distance <= horizon; distance++) {
    for (const step of [drawn + distance, drawn - distance]) {
      if (step >= 0 && step <= horizon && !isMissing(sequences, trajectory, frameOf(step))) return step;
    }
  }
  return 0;
}
