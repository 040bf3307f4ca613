import type { InitialStates } from '../systems/system.ts';

/** A fixed number, or the bounds of a uniform draw for each trajectory. */
export type Range = number | readonly [min: number, max: number];

/** How frames are taken. */
export interface Camera {
  /** Width and height in pixels. */
  readonly size: number;
  /** 3 for colour; 1 for grey, the largest of the three colour channels. */
  readonly channels: 1 | 3;
  /** Half the width of the square canvas around the origin, in the system's units. */
  readonly halfWidth: number;
  /** Number of equally spaced hues; bodies take hues 0, 1, … in order. */
  readonly hues: number;
  /** Draw each trajectory's hues at random, without repetition. */
  readonly randomHues?: boolean;
  /** Move the whole scene by up to this share of `halfWidth`, at random, per trajectory and axis. */
  readonly jitter?: number;
  /** Move the whole scene to the right by a distance from this range, at random, per trajectory, in the system's units. */
  readonly shiftRight?: readonly [min: number, max: number];
  /** Red, green, blue from 0 to 1. */
  readonly background?: readonly [red: number, green: number, blue: number];
}

/** A data set as plain data: what moves, how it starts, how it is filmed. `Name` is that of its system. */
export interface Recipe<Name extends string> {
  readonly name: string;
  readonly summary: string;
  /** Where the constants come from. */
  readonly source: string;
  readonly system: Name;
  readonly parameters: Readonly<Record<string, Range>>;
  readonly initial: InitialStates;
  /** Time between two frames. */
  readonly dt: number;
  /** Standard deviation of the Gaussian noise on each drawn coordinate; the stored states have none. */
  readonly noise: number;
  readonly camera: Camera;
  /** The source's own sets by name, none of which shares a trajectory with another of the same seed. */
  readonly splits?: Readonly<Record<string, Split>>;
}

/** One of the sets of a dataset: training, test, … */
export interface Split {
  /** Number of its first trajectory. */
  readonly first: number;
  readonly trajectories: number;
  readonly frames: number;
}
