import { requireOptions } from '@hgn/options';
import { discRenderer, type DrawFrame } from '../camera/discRenderer.ts';
import { discScene, drawView, leavesCanvas, photograph } from '../camera/photograph.ts';
import type { Preset } from '../presets/preset.ts';
import type { Range } from '../presets/recipe.ts';
import { findPreset } from '../presets/registry.ts';
import { randomStream, type Random } from '../random.ts';
import { systems } from '../systems/registry.ts';
import type { Parameters, Scene, State, System } from '../systems/system.ts';
import { bathedPath, pathSolver, TruthError, type Path } from './truth.ts';

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
  /** How many trajectories were thrown away because a body left the canvas or came too close to another. */
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

/** What of a trajectory depends on its parameters alone, and is kept where these are fixed. */
interface Stage {
  readonly coordinates: number;
  readonly scene: Scene;
  /** `bath` is where the random numbers of a heat bath come from. */
  solve(initial: State, frames: number, bath: () => Random): Path;
  drawFrame?: DrawFrame;
}

function stageFor(recipe: Preset, system: System, parameters: Parameters): Stage {
  const hamiltonian = system.hamiltonian(parameters);
  const { friction = 0 } = parameters;
  const { dt } = recipe;
  const bath = system.bath?.(parameters);
  return {
    coordinates: hamiltonian.coordinates,
    scene: system.scene(parameters),
    solve: bath
      ? (initial, frames, random) => bathedPath(hamiltonian, bath, initial, { dt, frames, random: random() })
      : pathSolver(hamiltonian, { dt, friction }),
  };
}

/** A trajectory whose frames are drawn when asked for. */
export interface Take extends Omit<Trajectory, 'frames'> {
  readonly coordinates: number;
  /** Writes its frames into `pixels` from `start`. */
  draw(pixels: Uint8Array, start: number): void;
}

/** The true path, or nothing when bodies come so close that it cannot be had. */
function pathOrNothing(solve: () => Path): Path | undefined {
  try {
    return solve();
  } catch (error) {
    if (error instanceof TruthError) return undefined;
    throw error;
  }
}

/**
 * Simulates trajectories of one preset: what is the same for all of them is made once.
 * The returned function throws what `simulate` throws.
 */
export function simulator(recipe: Preset): (options: SimulateOptions) => Take {
  const system: System = systems[recipe.system];
  const alwaysSame = Object.values(recipe.parameters).every((range) => typeof range === 'number');
  let kept: Stage | undefined;
  const stageOf = (parameters: Parameters): Stage => {
    if (!alwaysSame) return stageFor(recipe, system, parameters);
    return (kept ??= stageFor(recipe, system, parameters));
  };
  const rendererOf = (stage: Stage, view: Parameters): DrawFrame | undefined => {
    if (stage.scene.kind !== 'discs') return undefined;
    if (recipe.camera.randomHues) return discRenderer(discScene(recipe, stage.scene, view));
    return (stage.drawFrame ??= discRenderer(discScene(recipe, stage.scene, view)));
  };
  return ({ seed, index, frames }) => {
    if (!Number.isInteger(frames) || frames < 1) {
      throw new RangeError(`simulate: frames must be an integer from 1, but got ${frames}`);
    }
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const parameters = drawParameters(recipe, randomStream(seed, index, 'parameters', attempt));
      const stage = stageOf(parameters);
      const { scene, coordinates } = stage;
      const initial = system.initialState(
        randomStream(seed, index, 'state', attempt),
        parameters,
        recipe.initial,
      );
      const path = pathOrNothing(() =>
        stage.solve(initial, frames, () => randomStream(seed, index, 'bath', attempt)),
      );
      const view = drawView(recipe, scene, randomStream(seed, index, 'camera', attempt));
      if (!path || leavesCanvas(recipe, scene, view, coordinates, path.q)) continue;
      return {
        ...path,
        coordinates,
        parameters: { ...parameters, ...view },
        redrawn: attempt,
        draw: (pixels, start) => {
          const subject = { scene, view, path, coordinates, drawFrame: rendererOf(stage, view) };
          photograph(recipe, subject, () => randomStream(seed, index, 'noise', attempt), pixels, start);
        },
      };
    }
    throw new OffCanvasError(
      `simulate: a body of preset '${recipe.name}' left the canvas in ${maxAttempts} trajectories in a row (seed ${seed}, index ${index}); widen camera.halfWidth or use fewer frames`,
    );
  };
}

/** Bytes of a frame. */
export function frameBytes({ camera: { size, channels } }: Preset): number {
  return size * size * channels;
}

/** A trajectory with its frames drawn. */
export function withFrames(recipe: Preset, { q, p, energy, parameters, redrawn, draw }: Take): Trajectory {
  const frames = new Uint8Array(energy.length * frameBytes(recipe));
  draw(frames, 0);
  return { frames, q, p, energy, parameters, redrawn };
}

/**
 * One trajectory of a preset: a pure function of (preset, seed, index, frames), so that any trajectory of a
 * dataset can be made alone and in any order.
 *
 * A trajectory in which the centre of a body leaves the canvas, or bodies come so close that the truth cannot be
 * integrated, is drawn again and counted in `redrawn`. For many trajectories `generate` is faster.
 * @param preset - a preset or its name
 * @throws UnknownPresetError for a name that no preset has; RangeError for a bad seed, index or number of frames;
 * OffCanvasError when 1000 trajectories in a row leave the canvas
 * @example
 * const { q, energy } = simulate('mass-spring', { seed: 7, index: 0, frames: 30 });
 */
export function simulate(preset: Preset | string, options: SimulateOptions): Trajectory {
  requireOptions('simulate', options, { seed: true, index: true, frames: true });
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  return withFrames(recipe, simulator(recipe)(options));
}
