import { ConvergenceError } from '@hgn/integrators';
import { drawView, leavesCanvas, photograph } from '../camera/photograph.ts';
import type { Preset, Range } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import { randomStream, type Random } from '../random.ts';
import { systems } from '../systems/registry.ts';
import type { Hamiltonian, Parameters, State, System } from '../systems/system.ts';
import { truePath, TruthError, type Path } from './truth.ts';

/** What `simulate` makes: one trajectory, in phase space and in pictures. */
export interface Trajectory {
  /** 8-bit pixels [frame, height, width, channel]. */
  readonly frames: Uint8Array;
  /** True coordinates and momenta, [frame, coordinate]. */
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame. */
  readonly energy: Float64Array;
  /** Drawn parameters of the system and of the camera. */
  readonly parameters: Parameters;
  /** How many trajectories were thrown away because a body left the canvas. */
  readonly redrawn: number;
}

/** Which trajectory, and how long. */
export interface SimulateOptions {
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** The trajectory's number, an integer from 0. */
  readonly index: number;
  /** Number of frames, at least 1, `preset.dt` apart; the first shows the initial state. */
  readonly frames: number;
}

/** So many trajectories in a row left the canvas that the preset must be wrong. */
export class OffCanvasError extends Error {
  override readonly name = 'OffCanvasError';
}

const maxAttempts = 1000;

function draw(random: Random, range: Range): number {
  return typeof range === 'number' ? range : random.uniform(range[0], range[1]);
}

function drawParameters(preset: Preset, random: Random): Record<string, number> {
  return Object.fromEntries(
    Object.entries(preset.parameters).map(([name, range]) => [name, draw(random, range)]),
  );
}

/** The true path, or nothing when bodies come so close that it cannot be had. */
function pathOrNothing(
  hamiltonian: Hamiltonian,
  initial: State,
  options: { readonly dt: number; readonly frames: number; readonly friction: number },
): Path | undefined {
  try {
    return truePath(hamiltonian, initial, options);
  } catch (error) {
    if (error instanceof TruthError || error instanceof ConvergenceError) return undefined;
    throw error;
  }
}

/**
 * One trajectory of a preset: a pure function of (preset, seed, index, frames), so that any trajectory of a
 * dataset can be made alone and in any order.
 *
 * A trajectory in which the centre of a body leaves the canvas, or bodies come so close that the truth cannot be
 * integrated, is drawn again and counted in `redrawn`.
 * @param preset - a preset or its name
 * @throws UnknownPresetError for a name that no preset has; RangeError for a bad seed, index or number of frames;
 * OffCanvasError when 1000 trajectories in a row leave the canvas
 * @example
 * const { q, energy } = simulate('mass-spring', { seed: 7, index: 0, frames: 30 });
 */
export function simulate(preset: Preset | string, { seed, index, frames }: SimulateOptions): Trajectory {
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  if (!Number.isInteger(frames) || frames < 1) {
    throw new RangeError(`simulate: frames must be an integer from 1, but got ${frames}`);
  }
  const system: System = systems[recipe.system];
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const parameters = drawParameters(recipe, randomStream(seed, index, 'parameters', attempt));
    const hamiltonian = system.hamiltonian(parameters);
    const scene = system.scene(parameters);
    const initial = system.initialState(
      randomStream(seed, index, 'state', attempt),
      parameters,
      recipe.initial,
    );
    const { friction = 0 } = parameters;
    const path = pathOrNothing(hamiltonian, initial, { dt: recipe.dt, frames, friction });
    const view = drawView(recipe, scene, randomStream(seed, index, 'camera', attempt));
    const { coordinates } = hamiltonian;
    if (!path || leavesCanvas(recipe, scene, view, coordinates, path.q)) continue;
    const noise = randomStream(seed, index, 'noise', attempt);
    return {
      ...path,
      frames: photograph(recipe, scene, view, { ...path, coordinates }, noise),
      parameters: { ...parameters, ...view },
      redrawn: attempt,
    };
  }
  throw new OffCanvasError(
    `simulate: a body of preset '${recipe.name}' left the canvas in ${maxAttempts} trajectories in a row (seed ${seed}, index ${index}); widen camera.halfWidth or use fewer frames`,
  );
}
