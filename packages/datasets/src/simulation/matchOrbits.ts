import { sceneCamera } from '../camera/sceneCamera.ts';
import type { Preset } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import { systems } from '../systems/registry.ts';
import type { System } from '../systems/system.ts';
import { simulate } from './simulate.ts';
import { pathSolver, type Path } from './truth.ts';

/** The true motion that looks most like a film. */
export interface MatchedOrbit {
  /** Its first state. */
  readonly q: number;
  readonly p: number;
  readonly energy: number;
  /** Mean squared difference per pixel value of the film to the pictures of that motion, pixels in [0, 1]. */
  readonly error: number;
}

/** Films as they come from a model or a dataset. */
export interface FilmsToMatch {
  /** [film, frame, height, width, channel], values in [0, 1]. */
  readonly frames: Float32Array;
  readonly films: number;
  /** Frames of each film, `preset.dt` apart. */
  readonly length: number;
}

/** Trajectories that tell how far states reach, and how much farther the search goes. */
const scouts = 200;
const beyond = 1.5;
/** Places of which pictures are taken, and states along each axis of the first search. */
const places = 241;
const states = 61;
/** Rounds that look at five by five states around the best, each at a step 0.4 times the last. */
const rounds = 12;
const closer = 0.4;

/**
 * Finds, for every film, the first state from which the true system moves as in it: what energy a film has that no simulation
 * made, and how far it is from anything the system does.
 *
 * Looks at a grid of states half as far again as those of the preset reach, by pictures of a grid of places, and then ever
 * closer around the best. Works for systems of one coordinate with fixed parameters before a fixed camera.
 *
 * Cost: a third of a second for 64 films of 8 frames of 32x32 pixels.
 *
 * @param preset - a preset or its name
 * @throws RangeError for a system of more coordinates, parameters or a camera that differ between trajectories, or frames
 * of another size than the preset's
 * @example
 * const { frames, energy } = simulate('pendulum', { seed: 1, index: 0, frames: 8 });
 * const film = { frames: Float32Array.from(frames, (value) => value / 255), films: 1, length: 8 };
 * const [orbit] = matchOrbits('pendulum', film);
 * console.log(Math.abs(orbit.energy - energy[0]) < 0.01); // true
 */
export function matchOrbits(
  preset: Preset | string,
  { frames, films, length }: FilmsToMatch,
): MatchedOrbit[] {
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  const system: System = systems[recipe.system];
  const { parameters } = simulate(recipe, { seed: 0, index: 0, frames: 1 });
  const hamiltonian = system.hamiltonian(parameters);
  requireOneOrbit(recipe, hamiltonian.coordinates);
  const camera = sceneCamera(recipe, parameters);
  const size = camera.frameBytes;
  if (frames.length !== films * length * size) {
    throw new RangeError(
      `matchOrbits: frames must hold ${films} films of ${length} frames of ${size} values, but got ${frames.length}`,
    );
  }
  const { friction = 0 } = parameters;
  const solve = pathSolver(hamiltonian, { dt: recipe.dt, friction });
  const pathFrom = (q: number, p: number): Path =>
    solve({ q: Float64Array.of(q), p: Float64Array.of(p) }, length);
  const pixels = new Uint8Array(size);
  const drawAt = (q: number): Uint8Array => {
    camera.draw({ q: Float64Array.of(q), p: Float64Array.of(0) }, pixels, 0);
    return pixels;
  };
  const reach = reachOf(recipe, length);
  const at = (i: number, count: number, most: number): number => ((2 * i) / (count - 1) - 1) * most;
  const pictures = Array.from({ length: places }, (_, i) => drawAt(at(i, places, reach.q)).slice());
  const placeOf = (q: number): number =>
    Math.min(places - 1, Math.max(0, Math.round(((q / reach.q + 1) / 2) * (places - 1))));

  const candidates = Array.from({ length: states * states }, (_, i) => {
    const q = at(i % states, states, reach.q);
    const p = at(Math.floor(i / states), states, reach.p);
    return { q, p, places: Uint16Array.from(pathFrom(q, p).q, placeOf) };
  });

  return Array.from({ length: films }, (_, film) => {
    const frameOf = (t: number): Float32Array =>
      frames.subarray((film * length + t) * size, (film * length + t + 1) * size);
    const cost = Array.from({ length }, (_, t) => {
      const seen = frameOf(t);
      return pictures.map((picture) => difference(seen, picture));
    });
    let best = { q: 0, p: 0, error: Infinity };
    for (const { q, p, places: seen } of candidates) {
      let error = 0;
      for (let t = 0; t < length; t++) error += cost[t][seen[t]] / length;
      if (error < best.error) best = { q, p, error };
    }
    const errorFrom = (q: number, p: number): number =>
      pathFrom(q, p).q.reduce((sum, place, t) => sum + difference(frameOf(t), drawAt(place)) / length, 0);
    best = { ...best, error: errorFrom(best.q, best.p) };
    let step = { q: reach.q / (states - 1), p: reach.p / (states - 1) };
    for (let round = 0; round < rounds; round++) {
      const middle = best;
      for (let i = 0; i < 25; i++) {
        const q = middle.q + ((i % 5) - 2) * step.q;
        const p = middle.p + (Math.floor(i / 5) - 2) * step.p;
        const error = i === 12 ? middle.error : errorFrom(q, p);
        if (error < best.error) best = { q, p, error };
      }
      step = { q: closer * step.q, p: closer * step.p };
    }
    const energy = hamiltonian.energy(Float64Array.of(best.q), Float64Array.of(best.p));
    return { ...best, energy };
  });
}

/** Mean squared difference of a frame in [0, 1] and 8-bit pixels. */
function difference(frame: Float32Array, picture: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) {
    const apart = frame[i] - picture[i] / 255;
    sum += apart * apart;
  }
  return sum / frame.length;
}

/** How far from 0 the search goes. */
function reachOf(recipe: Preset, length: number): { readonly q: number; readonly p: number } {
  let [q, p] = [0, 0];
  for (let index = 0; index < scouts; index++) {
    const orbit = simulate(recipe, { seed: 0, index, frames: length });
    q = orbit.q.reduce((most, value) => Math.max(most, Math.abs(value)), q);
    p = orbit.p.reduce((most, value) => Math.max(most, Math.abs(value)), p);
  }
  return { q: beyond * q, p: beyond * p };
}

function requireOneOrbit(recipe: Preset, coordinates: number): void {
  const { camera, parameters, name } = recipe;
  const differs = [
    ...Object.entries(parameters).flatMap(([key, range]) => (typeof range === 'number' ? [] : [key])),
    ...(camera.jitter === undefined ? [] : ['camera.jitter']),
    ...(camera.shiftRight === undefined ? [] : ['camera.shiftRight']),
    ...(camera.randomHues === true ? ['camera.randomHues'] : []),
  ];
  if (coordinates === 1 && differs.length === 0) return;
  const why = coordinates === 1 ? `has ${differs.join(', ')} drawn anew` : `has ${coordinates} coordinates`;
  throw new RangeError(
    `matchOrbits: the system must have one coordinate and the same parameters in every trajectory, but '${name}' ${why}`,
  );
}
