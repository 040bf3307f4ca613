import { colorChannels, defaultBackground, hueColor } from '../camera/colors.ts';
import { discRenderer } from '../camera/discs.ts';
import type { Preset, Range } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import { randomStream, type Random } from '../random.ts';
import { systems } from '../systems/registry.ts';
import type { Parameters, Scene, System } from '../systems/system.ts';
import { truePath, type Path } from './truth.ts';

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

/** The camera's own random choices, as parameters of the trajectory. */
function drawView({ camera }: Preset, bodies: number, random: Random): Record<string, number> {
  const view: Record<string, number> = {};
  if (camera.jitter !== undefined) {
    view.offsetX = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
    view.offsetY = random.uniform(-camera.jitter, camera.jitter) * camera.halfWidth;
  }
  if (camera.randomHues) {
    const left = Array.from({ length: camera.hues }, (_, i) => i);
    for (let body = 0; body < bodies; body++) {
      view[`hue${body + 1}`] = left.splice(random.integer(left.length), 1)[0] ?? 0;
    }
  }
  return view;
}

/** Half the width of what the camera sees: jitter widens the canvas so that no body is lost. */
function seenHalfWidth({ camera }: Preset): number {
  return camera.halfWidth * (1 + (camera.jitter ?? 0));
}

function leavesCanvas(
  preset: Preset,
  scene: Scene,
  view: Parameters,
  coordinates: number,
  q: Float64Array,
): boolean {
  const limit = seenHalfWidth(preset);
  const { offsetX = 0, offsetY = 0 } = view;
  const xy = new Float64Array(2 * scene.radii.length);
  for (let start = 0; start < q.length; start += coordinates) {
    scene.positions(q, start, xy);
    for (let i = 0; i < xy.length; i += 2) {
      if (!(Math.abs(xy[i] + offsetX) <= limit && Math.abs(xy[i + 1] + offsetY) <= limit)) return true;
    }
  }
  return false;
}

function photograph(
  preset: Preset,
  scene: Scene,
  view: Parameters,
  coordinates: number,
  q: Float64Array,
  noise: Random,
): Uint8Array {
  const { size, channels, hues, background = defaultBackground } = preset.camera;
  const width = 2 * seenHalfWidth(preset);
  const { offsetX = 0, offsetY = 0 } = view;
  const drawFrame = discRenderer({
    size,
    channels,
    background: colorChannels(background, channels),
    discs: scene.radii.map((radius, body) => ({
      radius: radius / width,
      color: colorChannels(hueColor((view[`hue${body + 1}`] ?? body) / hues), channels),
    })),
  });
  const frames = q.length / coordinates;
  const pixels = new Uint8Array(frames * size * size * channels);
  const xy = new Float64Array(2 * scene.radii.length);
  const seen = preset.noise > 0 ? q.map((value) => value + preset.noise * noise.normal()) : q;
  for (let frame = 0; frame < frames; frame++) {
    scene.positions(seen, frame * coordinates, xy);
    for (let i = 0; i < xy.length; i += 2) {
      xy[i] = (xy[i] + offsetX) / width + 0.5;
      xy[i + 1] = (xy[i + 1] + offsetY) / width + 0.5;
    }
    drawFrame(xy, pixels, frame * size * size * channels);
  }
  return pixels;
}

/**
 * One trajectory of a preset: a pure function of (preset, seed, index, frames), so that any trajectory of a
 * dataset can be made alone and in any order.
 *
 * A trajectory in which the centre of a body leaves the canvas is drawn again, and counted in `redrawn`.
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
    const path: Path = truePath(hamiltonian, initial, recipe.dt, frames);
    const view = drawView(recipe, scene.radii.length, randomStream(seed, index, 'camera', attempt));
    if (leavesCanvas(recipe, scene, view, hamiltonian.coordinates, path.q)) continue;
    const noise = randomStream(seed, index, 'noise', attempt);
    return {
      ...path,
      frames: photograph(recipe, scene, view, hamiltonian.coordinates, path.q, noise),
      parameters: { ...parameters, ...view },
      redrawn: attempt,
    };
  }
  throw new OffCanvasError(
    `simulate: a body of preset '${recipe.name}' left the canvas in ${maxAttempts} trajectories in a row (seed ${seed}, index ${index}); widen camera.halfWidth or use fewer frames`,
  );
}
