import type { Preset } from '../presets/preset.ts';
import type { DatasetShape } from '../simulation/dataset.ts';

/** One trajectory as it is stored. */
export interface StoredTrajectory {
  /** 8-bit pixels [frame, height, width, channel]. */
  readonly frames: Uint8Array;
  /** True coordinates and momenta [frame, coordinate]; empty for imported frames without states. */
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame; NaN where it is not known. */
  readonly energy: Float64Array;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What is known of a dataset before its arrays are read. */
export interface SourceHeader extends DatasetShape {
  readonly preset: string;
  readonly dt: number;
  readonly seed: number;
  /** Number of the first trajectory, for data made from a preset. */
  readonly first?: number;
  readonly redrawn: number;
  readonly parameters: readonly string[];
  readonly recipe?: Preset;
}

/** A dataset on disk that is read one trajectory at a time. */
export interface DatasetSource {
  readonly header: SourceHeader;
  /** All trajectories in order. */
  trajectories(): AsyncIterable<StoredTrajectory>;
  close(): Promise<void>;
}
