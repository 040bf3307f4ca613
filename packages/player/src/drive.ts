import { requireArray } from './samples.ts';

/** What is asked of a drive, and what is known of it. */
export interface AskedDrive {
  /** What drives the model; nothing when undefined. */
  readonly by: 'clock' | 'data' | undefined;
  readonly channels: number;
  readonly dt: number | Float32Array;
  /** Samples. */
  readonly count: number;
  readonly steps: number;
  /** What the caller gave. */
  readonly drive: Float32Array | undefined;
}

/** What drives every sample from each step to the next, [samples, steps, channels]: as given, or nothing, or a clock from 0. */
export function driveOf(
  owner: string,
  { by, channels, dt, count, steps, drive }: AskedDrive,
): Float32Array | undefined {
  if (by === undefined) {
    if (drive === undefined) return undefined;
    throw new Error(`${owner}: drive must be left out, since nothing drives this model`);
  }
  if (drive !== undefined) {
    requireArray(owner, 'drive', drive, count * steps * channels);
    return drive;
  }
  const told = new Float32Array(count * steps * channels);
  if (by === 'data') return told;
  for (let sample = 0; sample < count; sample++) {
    const each = typeof dt === 'number' ? dt : dt[sample];
    for (let k = 0; k < steps; k++) told[sample * steps + k] = (k + 0.5) * each;
  }
  return told;
}
