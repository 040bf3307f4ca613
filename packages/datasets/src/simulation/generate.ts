import type { Preset } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import type { Dataset } from './dataset.ts';
import { simulate, type Trajectory } from './simulate.ts';

/** How many trajectories, and how long. */
export interface GenerateOptions {
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Number of trajectories, at least 1. */
  readonly trajectories: number;
  /** Frames per trajectory, at least 1. */
  readonly frames: number;
}

/** Lays trajectories of one preset side by side. */
export function stackTrajectories(recipe: Preset, seed: number, list: readonly Trajectory[]): Dataset {
  const [first] = list;
  const length = first.energy.length;
  const stack = <A extends Uint8Array | Float64Array>(out: A, part: (trajectory: Trajectory) => A): A => {
    list.forEach((trajectory, i) => out.set(part(trajectory), i * part(first).length));
    return out;
  };
  const floats = (part: (trajectory: Trajectory) => Float64Array): Float64Array =>
    stack(new Float64Array(list.length * part(first).length), part);
  return {
    preset: recipe.name,
    dt: recipe.dt,
    seed,
    trajectories: list.length,
    length,
    height: recipe.camera.size,
    width: recipe.camera.size,
    channels: recipe.camera.channels,
    coordinates: first.q.length / length,
    frames: stack(new Uint8Array(list.length * first.frames.length), (trajectory) => trajectory.frames),
    q: floats((trajectory) => trajectory.q),
    p: floats((trajectory) => trajectory.p),
    energy: floats((trajectory) => trajectory.energy),
    parameters: Object.fromEntries(
      Object.keys(first.parameters).map((name) => [
        name,
        Float64Array.from(list, (trajectory) => trajectory.parameters[name]),
      ]),
    ),
    redrawn: list.reduce((sum, trajectory) => sum + trajectory.redrawn, 0),
  };
}

/**
 * A dataset in memory: trajectories 0 .. `trajectories` - 1 of (preset, seed).
 *
 * Costs the size of the frames in memory; `generateDataset` of the `/node` entry writes any size to disk instead.
 * @param preset - a preset or its name
 * @throws UnknownPresetError for a name that no preset has; RangeError for a bad seed or count
 * @example
 * const { frames, q } = generate('pendulum', { seed: 1, trajectories: 8, frames: 30 });
 */
export function generate(preset: Preset | string, { seed, trajectories, frames }: GenerateOptions): Dataset {
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  if (!Number.isInteger(trajectories) || trajectories < 1) {
    throw new RangeError(`generate: trajectories must be an integer from 1, but got ${trajectories}`);
  }
  const list = Array.from({ length: trajectories }, (_, index) => simulate(recipe, { seed, index, frames }));
  return stackTrajectories(recipe, seed, list);
}
