/** Trajectories in memory: flat arrays, the last index running fastest. */
export interface Dataset {
  /** Name of the preset, or of the source of imported frames. */
  readonly preset: string;
  /** Time between two frames. */
  readonly dt: number;
  readonly seed: number;
  /** Number of the first trajectory: trajectory i is `simulate(preset, { seed, index: first + i, … })`. 0 unless said. */
  readonly first?: number;
  /** Number of trajectories. */
  readonly trajectories: number;
  /** Frames per trajectory. */
  readonly length: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Degrees of freedom of the system. */
  readonly coordinates: number;
  /** 8-bit pixels [trajectory, frame, height, width, channel]. */
  readonly frames: Uint8Array;
  /** True coordinates [trajectory, frame, coordinate]. */
  readonly q: Float64Array;
  /** True momenta [trajectory, frame, coordinate]. */
  readonly p: Float64Array;
  /** H [trajectory, frame]. */
  readonly energy: Float64Array;
  /** Parameters of the system and the camera by name, [trajectory] each. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
  /** How many trajectories were thrown away because a body left the canvas or came too close to another. */
  readonly redrawn: number;
}

/** The sizes of a dataset's arrays: everything about it but the arrays. */
export type DatasetShape = Pick<
  Dataset,
  'trajectories' | 'length' | 'height' | 'width' | 'channels' | 'coordinates'
>;
