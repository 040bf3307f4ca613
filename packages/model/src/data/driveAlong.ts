import { ndarray, type NdArray } from '@hgn/autodiff';
import type { DynamicsModel } from '../architecture/model.ts';
import type { Sequences } from './sequences.ts';

/** One way through a trajectory. */
export interface DrivenWay {
  readonly trajectory: number;
  /** Frame that the state belongs to. */
  readonly from: number;
  /** Frames from one step to the next: negative backward, a fraction where steps are finer than frames. */
  readonly stride: number;
}

/**
 * What drives a model from each step to the next, its mean over that time, along a trajectory: [steps, channels], written
 * into `out` from `offset` on. Between two frames it is a straight line, beyond the first and the last it stays as it is;
 * time goes on.
 *
 * @throws Error when the data do not have the channels that the model wants
 */
export function driveAlong(
  { by, channels }: NonNullable<DynamicsModel['drive']>,
  sequences: Sequences,
  { trajectory, from, stride }: DrivenWay,
  steps: number,
  out: Float32Array,
  offset = 0,
): void {
  const { length, dt } = sequences;
  requireDrive({ by, channels }, sequences);
  if (by === 'clock') {
    const first = sequences.drive?.[trajectory * length] ?? 0;
    for (let k = 0; k < steps; k++) out[offset + k] = first + dt * (from + (k + 0.5) * stride);
    return;
  }
  const { drive = [] } = sequences;
  for (let c = 0; c < channels; c++) {
    const at = (frame: number): number => {
      const inside = Math.min(Math.max(frame, 0), length - 1);
      const before = Math.min(Math.floor(inside), length - 2 < 0 ? 0 : length - 2);
      const value = (i: number) => drive[(trajectory * length + Math.min(i, length - 1)) * channels + c];
      return value(before) + (inside - before) * (value(before + 1) - value(before));
    };
    for (let k = 0; k < steps; k++) {
      const [a, b] = [from + k * stride, from + (k + 1) * stride];
      out[offset + k * channels + c] = meanBetween(at, Math.min(a, b), Math.max(a, b));
    }
  }
}

/** The mean of a function that is a straight line between whole numbers. */
function meanBetween(at: (x: number) => number, from: number, to: number): number {
  let area = 0;
  for (let left = from; left < to;) {
    const right = Math.min(to, Math.floor(left) + 1);
    area += ((at(left) + at(right)) / 2) * (right - left);
    left = right;
  }
  return area / (to - from);
}

function requireDrive(
  { by, channels }: NonNullable<DynamicsModel['drive']>,
  { drive, trajectories, length }: Sequences,
): void {
  const wanted = trajectories * length * channels;
  if (drive === undefined && by === 'clock') return;
  if (drive?.length !== wanted) {
    const what = by === 'clock' ? 'the time of every frame' : `${channels} numbers for every frame`;
    throw new Error(
      `driveAlong: sequences.drive must hold ${what}, ${wanted} in all, but ${drive === undefined ? 'is absent' : `holds ${drive.length}`}; a model that is driven learns from what drove it`,
    );
  }
}

/**
 * What drives a model along one way through some trajectories, [trajectories, steps, channels]; nothing where nothing drives it.
 *
 * @throws Error when the data do not have the channels that the model wants
 * @example
 * import { driveOf } from '@hgn/model';
 *
 * const frames = new Uint8Array(6);
 * const sequences = { trajectories: 2, length: 3, height: 1, width: 1, channels: 1, dt: 0.5, frames };
 * const model = { drive: { by: 'clock', channels: 1 } } as const;
 * console.log(driveOf(model, sequences, [0, 1], { from: 2, stride: -1, steps: 2 })?.data); // times 0.75, 0.25 twice
 */
export function driveOf(
  { drive }: Pick<DynamicsModel, 'drive'>,
  sequences: Sequences,
  trajectories: readonly number[],
  { from, stride, steps }: Omit<DrivenWay, 'trajectory'> & { readonly steps: number },
): NdArray | undefined {
  if (drive === undefined) return undefined;
  const size = steps * drive.channels;
  const values = new Float32Array(trajectories.length * size);
  trajectories.forEach((trajectory, b) =>
    driveAlong(drive, sequences, { trajectory, from, stride }, steps, values, b * size),
  );
  return ndarray(values, [trajectories.length, steps, drive.channels]);
}
