import type { Preset } from '@hgn/datasets';
import type { SimulateOptions } from './simulateOptions.ts';
import { UsageError } from '../errors.ts';
import { suggestion } from '@hgn/options';
import { findSystem } from './systems.ts';

/** What `hgn simulate` makes: of which recipe, and which of its trajectories. */
export interface Job {
  readonly recipe: Preset;
  readonly first: number;
  readonly trajectories: number;
  readonly frames: number;
}

/** The recipe of a system with what the options change about it. */
function variant(system: string, { dt, size, channels }: SimulateOptions): Preset {
  const found = findSystem(system);
  return {
    ...found,
    ...(dt !== undefined && { dt }),
    camera: {
      ...found.camera,
      ...(size !== undefined && { size }),
      ...(channels !== undefined && { channels: channels === '1' ? 1 : 3 }),
    },
  };
}

/**
 * What the command line asks for: a split of the system's own, or else 16 trajectories of 30 frames; single numbers of
 * either as options say.
 *
 * @throws UsageError for a system or a split that is not there, with the nearest name
 */
export function jobOf(system: string, options: SimulateOptions): Job {
  const recipe = variant(system, options);
  const splits = recipe.splits ?? {};
  const { split } = options;
  if (split !== undefined && !Object.hasOwn(splits, split)) {
    const names = Object.keys(splits);
    throw new UsageError(
      names.length === 0
        ? `${recipe.name} has no splits; say --first, --trajectories and --frames instead`
        : `${recipe.name} has no split ${JSON.stringify(split)}${suggestion(split, names)}`,
    );
  }
  const { first, trajectories, frames } =
    split === undefined ? { first: 0, trajectories: 16, frames: 30 } : splits[split];
  return {
    recipe,
    first: options.first ?? first,
    trajectories: options.trajectories ?? trajectories,
    frames: options.frames ?? frames,
  };
}
