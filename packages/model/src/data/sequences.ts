/** Image sequences of equal length: what a model learns from. A dataset of @hgn/datasets is one. */
export interface Sequences {
  readonly trajectories: number;
  /** Frames per trajectory. */
  readonly length: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Time between two frames. */
  readonly dt: number;
  /** [trajectory, frame, height, width, channel] */
  readonly frames: Uint8Array;
  /**
   * 1 where a frame was not recorded, [trajectory, frame]; none is missing when absent. Training neither shows a missing
   * frame to the encoder nor asks the decoder for it; what else looks at sequences takes what stands in its place, best the
   * frame before it.
   */
  readonly missing?: Uint8Array;
  /**
   * What drives the system at every frame, [trajectory, frame, channel]: numbers that were recorded with it, or, for a model
   * driven by the clock, the time. Absent: nothing drives it, and every trajectory begins at time 0.
   */
  readonly drive?: ArrayLike<number>;
  /** The states behind the frames, [trajectory, frame, coordinate] each; only evaluation ever looks at them. */
  readonly states?: { readonly q: ArrayLike<number>; readonly p: ArrayLike<number> };
}

/**
 * One frame of one trajectory, as a view.
 *
 * @example
 * import { frameAt } from '@hgn/model';
 *
 * const sequences = { trajectories: 1, length: 2, height: 1, width: 1, channels: 1, dt: 0.1, frames: Uint8Array.of(7, 9) };
 * console.log(frameAt(sequences, 0, 1)); // Uint8Array [9]
 */
export function frameAt(sequences: Sequences, trajectory: number, frame: number): Uint8Array {
  const size = sequences.height * sequences.width * sequences.channels;
  const start = (trajectory * sequences.length + frame) * size;
  return sequences.frames.subarray(start, start + size);
}

/**
 * Median colour per channel in [0, 1] over a few frames: the background of most scenes, and a good first guess
 * for a decoder. Cost: 16 frames are read.
 *
 * @example
 * import { backgroundColour } from '@hgn/model';
 *
 * const frames = new Uint8Array(16).fill(51);
 * console.log(backgroundColour({ trajectories: 1, length: 1, height: 4, width: 4, channels: 1, dt: 0.1, frames })); // [0.2]
 */
export function backgroundColour(sequences: Sequences): number[] {
  const counts = Array.from({ length: sequences.channels }, () => new Uint32Array(256));
  const total = sequences.trajectories * sequences.length;
  const samples = Math.min(16, total);
  for (let s = 0; s < samples; s++) {
    const index = Math.floor((s * total) / samples);
    const frame = frameAt(sequences, Math.floor(index / sequences.length), index % sequences.length);
    for (let i = 0; i < frame.length; i++) counts[i % sequences.channels][frame[i]]++;
  }
  return counts.map((histogram) => medianOf(histogram) / 255);
}

function medianOf(histogram: Uint32Array): number {
  const half = histogram.reduce((sum, n) => sum + n, 0) / 2;
  let below = 0;
  for (let level = 0; level < 256; level++) {
    below += histogram[level];
    if (below >= half) return level;
  }
  return 255;
}
