import { requireOptions, type OptionNames } from '@hgn/options';
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
  /** Number of the first one; 0 unless told. Sets of one seed that are not to overlap, such as test data, begin later. */
  readonly first?: number;
  /** Frames per trajectory, at least 1. */
  readonly frames: number;
}

/** Lays trajectories of one preset side by side. */
function stack(recipe: Preset, seed: number, number: number, list: readonly Take[]): Dataset {
  const [first] = list;
  const length = first.energy.length;
  const bytes = length * frameBytes(recipe);
  const frames = new Uint8Array(list.length * bytes);
  list.forEach((take, i) => take.draw(frames, i * bytes));
  const floats = (part: (take: Take) => Float64Array): Float64Array => {
    const out = new Float64Array(list.length * part(first).length);
    list.forEach((take, i) => out.set(part(take), i * part(first).length));
    return out;
  };
  return {
    preset: recipe.name,
    dt: recipe.dt,
    seed,
    first: number,
    trajectories: list.length,
    length,
    height: recipe.camera.size,
    width: recipe.camera.size,
    channels: recipe.camera.channels,
    coordinates: first.coordinates,
    frames,
    q: floats(({ q }) => q),
    p: floats(({ p }) => p),
    energy: floats(({ energy }) => energy),
    parameters: Object.fromEntries(
      Object.keys(first.parameters).map((name) => [
        name,
        Float64Array.from(list, ({ parameters }) => parameters[name]),
      ]),
    ),
    redrawn: list.reduce((sum, { redrawn }) => sum + redrawn, 0),
  };
}

/** Generates datasets of one preset: what is the same for all of them is made once. */
export function generator(recipe: Preset): (options: GenerateOptions) => Dataset {
  const take = simulator(recipe);
  return ({ seed, trajectories, frames, first = 0 }) => {
    if (!Number.isInteger(trajectories) || trajectories < 1) {
      throw new RangeError(`generate: trajectories must be an integer from 1, but got ${trajectories}`);
    }
    const list = Array.from({ length: trajectories }, (_, i) => take({ seed, index: first + i, frames }));
    return stack(recipe, seed, first, list);
  };
}

const generateOptionNames: OptionNames<GenerateOptions> = {
  seed: true,
  trajectories: true,
  first: true,
  frames: true,
};

/**
 * A dataset in memory: `trajectories` of (preset, seed), from number `first` on.
 *
 * Costs the size of the frames in memory; `generateDataset` of the `/node` entry writes any size to disk instead.
 * @param preset - a preset or its name
 * @throws UnknownPresetError for a name that no preset has; RangeError for a bad seed or count; OffCanvasError when 1000
 * trajectories in a row leave the canvas
 * @example
 * const { frames, q } = generate('pendulum', { seed: 1, trajectories: 8, frames: 30 });
 */
export function generate(preset: Preset | string, options: GenerateOptions): Dataset {
  requireOptions('generate', options, generateOptionNames);
  return generator(typeof preset === 'string' ? findPreset(preset) : preset)(options);
}
