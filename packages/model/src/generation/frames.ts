import { ndarray, type NdArray } from '@hgn/autodiff';
import { frameAt, type Sequences } from '../data/sequences.ts';

/**
 * Frames of sequences as a generator and an exported model take them: [trajectories, frames, height, width, channels],
 * float32 in [0, 1].
 *
 * @param trajectories index of every trajectory wanted
 * @param frames index of every frame wanted, the same in each trajectory
 * @throws RangeError when the sequences hold no such trajectory or frame
 * @example
 * import { pickFrames } from '@hgn/model';
 *
 * const frames = Uint8Array.of(0, 51, 102, 255);
 * const sequences = { trajectories: 1, length: 2, height: 1, width: 2, channels: 1, dt: 0.1, frames };
 * console.log(pickFrames(sequences, [0], [1]).data); // 0.4, 1
 */
export function pickFrames(
  sequences: Sequences,
  trajectories: readonly number[],
  frames: readonly number[],
): NdArray {
  const { height, width, channels } = sequences;
  const has = (n: number, index: number): boolean => Number.isInteger(index) && index >= 0 && index < n;
  if (
    !trajectories.every((s) => has(sequences.trajectories, s)) ||
    !frames.every((t) => has(sequences.length, t))
  ) {
    throw new RangeError(
      `pickFrames: trajectories must be below ${sequences.trajectories} and frames below ${sequences.length}, but got [${trajectories.join(', ')}] and [${frames.join(', ')}]`,
    );
  }
  const size = height * width * channels;
  const picked = new Float32Array(trajectories.length * frames.length * size);
  trajectories.forEach((s, i) =>
    frames.forEach((t, k) => {
      const offset = (i * frames.length + k) * size;
      frameAt(sequences, s, t).forEach((value, j) => (picked[offset + j] = value / 255));
    }),
  );
  return ndarray(picked, [trajectories.length, frames.length, height, width, channels]);
}
