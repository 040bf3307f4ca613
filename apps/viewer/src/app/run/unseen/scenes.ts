import type { Dataset } from '@hgn/datasets';

/** Trajectories that the run was not trained on, with what the model makes of them. */
export interface Scenes {
  readonly data: Pick<Dataset, 'trajectories' | 'length' | 'coordinates' | 'q' | 'p' | 'energy'>;
  /** Frames of all trajectories as numbers from 0 to 1, [trajectory, frame, height, width, channel]. */
  readonly frames: Float32Array;
  /** Numbers of one frame. */
  readonly frameSize: number;
}

/** Which trajectories are wanted. */
export interface SceneChoice {
  readonly trajectories: number;
  readonly frames: number;
  /** The first of them. Default 0. */
  readonly first?: number;
}

/** The input frames of a trajectory, from a frame on. */
export function inputsOf(
  { frames, data, frameSize }: Scenes,
  trajectory: number,
  from: number,
  count: number,
): Float32Array {
  const start = (trajectory * data.length + from) * frameSize;
  return frames.slice(start, start + count * frameSize);
}
