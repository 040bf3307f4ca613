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
}

/** One frame of one trajectory, as a view. */
export function frameAt(sequences: Sequences, trajectory: number, frame: number): Uint8Array {
  const size = sequences.height * sequences.width * sequences.channels;
  const start = (trajectory * sequences.length + frame) * size;
  return sequences.frames.subarray(start, start + size);
}

/**
 * Median colour per channel in [0, 1] over a few frames: the background of most scenes, and a good first guess
 * for a decoder. Cost: 16 frames are read.
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
