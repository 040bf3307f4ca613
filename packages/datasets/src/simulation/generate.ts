import type { Preset } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import type { Dataset } from './dataset.ts';
import { frameBytes, simulator, type Take } from './simulate.ts';

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
export function stackTakes(recipe: Preset, seed: number, list: readonly Take[]): Dataset {
  const [first] = list;
  const length = first.energy.length;
  const bytes = length * frameBytes(recipe);
  const frames = new Uint8Array(list.length * bytes);
  list.forEach((take, i) => take.draw(frames, i * bytes));
  const stack = (part: (take: Take) => Float64Array): Float64Array => {
    const out = new Float64Array(list.length * part(first).length);
    list.forEach((take, i) => out.set(part(take), i * part(first).length));
    return out;
  };
  return {
    preset: recipe.name,
    dt: recipe.dt,
    seed,
    trajectories: list.length,
    length,
    height: recipe.camera.size,
    width: recipe.camera.size,
    channels: recipe.camera.channels,
    coordinates: first.coordinates,
    frames,
    q: stack(({ q }) => q),
    p: stack(({ p }) => p),
    energy: stack(({ energy }) => energy),
    parameters: Object.fromEntries(
      Object.keys(first.parameters).map((name) => [
        name,
        Float64Array.from(list, ({ parameters }) => parameters[name]),
      ]),
    ),
    redrawn: list.reduce((sum, { redrawn }) => sum + redrawn, 0),
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
  const take = simulator(recipe);
  const list = Array.from({ length: trajectories }, (_, index) => take({ seed, index, frames }));
  return stackTakes(recipe, seed, list);
}
