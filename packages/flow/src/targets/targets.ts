import type { Distribution } from '../distributions/distribution.ts';
import { checkerboard } from './checkerboard.ts';
import { frame, rings, swissRoll, twoMoons } from './curves.ts';
import { eightGaussians } from './eightGaussians.ts';
import { pinwheel } from './pinwheel.ts';
import { twoCrescents } from './twoCrescents.ts';
import { banana, funnel } from './warpedGaussians.ts';

/**
 * The densities in the plane that flows are tried on, by name, each with its exact log-density.
 *
 * @example
 * const samples = await draw(targets.twoMoons(), 1000, { seed: 1 });
 */
export const targets = {
  eightGaussians,
  twoMoons,
  twoCrescents,
  pinwheel,
  checkerboard,
  rings,
  swissRoll,
  frame,
  banana,
  funnel,
} as const satisfies Readonly<Record<string, () => Distribution>>;

/** The name of a target. */
export type TargetName = keyof typeof targets;
