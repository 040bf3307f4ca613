import { presets, type LayerConfig } from '@hgn/model';
import { resolveConfig } from '../../config/resolve.ts';
import type { RunConfig } from '../../config/schema.ts';
import type { Preparation } from './look/prepare.ts';
import type { WindowedFilms } from './judge/windows.ts';

/** Frames that the encoder sees. */
export const inputFrames = 5;
/** Input frames before the one whose state is inferred, and after it. */
export const stateAt = 2;

/** Steps of a training unless told. */
const usualSteps = 600;

/** Latent positions unless told: more than most motions need, so that the way to those that matter is short. */
const usualCoordinates = 4;

/** Harmonics of what drives a system. */
const driveHarmonics = 2;
/** From positions and harmonics to an energy. */
const driven: readonly LayerConfig[] = [
  { type: 'dense', units: 32 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 1, bias: false, gain: 0.1 },
];

/** What networks, optimiser and batches are taken from: what learns a simulated pendulum best. */
const recipe = presets['pendulum-small'];

/** How far a sample is unrolled: more than a period where that is not too far, and a second's worth of steps at least. */
export function unrolledSteps(period: number, dt: number): number {
  const wanted = Number.isNaN(period) ? 29 : Math.round((1.1 * period) / dt);
  return Math.min(48, Math.max(29, wanted));
}

/** Frames of a window that a sample of so many steps needs. */
export const windowLength = (steps: number): number => steps + inputFrames - stateAt;

/**
 * Where features are in each frame, and from all of these places the state: films are few, and an encoder that sees places
 * alone has little else to learn by heart than how they move.
 */
const places: readonly LayerConfig[] = [
  {
    type: 'eachFrame',
    frames: inputFrames,
    layers: [
      { type: 'conv', filters: 16, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 16, kernel: 3 },
      { type: 'spatialSoftmax' },
    ],
  },
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'swish' },
];

/** What a configuration depends on. */
export interface FilmRun {
  readonly name: string;
  readonly preparation: Preparation;
  /** Seconds; NaN where none was seen. */
  readonly period: number;
  readonly dissipative: boolean;
  /** Seconds after which the energy repeats itself in time; it does not change when absent. */
  readonly drivePeriod?: number;
  /** Latent positions, and as many momenta; default 4. */
  readonly coordinates?: number;
  readonly windows: Pick<WindowedFilms, 'held'> & {
    readonly dataset: { readonly trajectories: number; readonly length: number };
  };
  readonly unrolled: number;
  /** Folder of the windows. */
  readonly data: string;
  readonly seed: number;
  readonly steps?: number;
  readonly engine?: RunConfig['engine'];
  readonly threads?: number;
}

/** The angular frequency that energies start about, in rad/s. */
function typicalFrequency(period: number, dt: number): number {
  return (2 * Math.PI) / (Number.isNaN(period) ? 40 * dt : period);
}

/** The configuration of the run that learns a film. */
export function filmConfig(run: FilmRun): RunConfig {
  const { preparation, period, dissipative, coordinates = usualCoordinates, windows, unrolled } = run;
  const { size, channels, dt } = preparation;
  const omega = typicalFrequency(period, dt);
  // Both energies are given the frequency in equal parts, so that q and p are of one size whatever the unit of time.
  const root = Math.sqrt(omega);
  const { model, protocol } = recipe;
  const { dynamics, decoder } = model;
  if (dynamics.type !== 'hamiltonian') throw new Error(`filmConfig: ${recipe.name} must be Hamiltonian`);
  const { potential, integrator } = dynamics;
  const energies = {
    potential: { ...potential, frequencies: [0.25 * root, 1.5 * root] },
    kinetic: { quadratic: 'learnable', frequencies: [root, root], layers: [] },
    ...(run.drivePeriod !== undefined && {
      drive: { by: 'clock', period: run.drivePeriod, harmonics: driveHarmonics, layers: driven },
    }),
    integrator,
  };
  const painted: LayerConfig[] = [
    ...decoder.slice(0, -1),
    { type: 'conv', filters: 4 * channels, kernel: 3, bias: false },
  ];
  const changes = {
    system: run.name,
    seed: run.seed,
    ...(run.engine !== undefined && { engine: run.engine }),
    ...(run.threads !== undefined && { threads: run.threads }),
    data: {
      folder: run.data,
      trajectories: windows.dataset.trajectories - windows.held,
      frames: windows.dataset.length,
      testTrajectories: windows.held,
    },
    model: {
      image: { height: size, width: size, channels },
      inputFrames,
      centred: true,
      encoder: places,
      posterior: { heads: 'dense', size: 2 * coordinates, logVarianceBias: -4 },
      dynamics: dissipative
        ? { type: 'dissipative', ...energies, friction: { rate: 0.01 * omega, layers: [] } }
        : { type: 'hamiltonian', ...energies },
      decoder: painted,
    },
    // Films are short, and so is the way to their far frames.
    protocol: { ...protocol, steps: unrolled, horizonGrowth: 0.3, doubleSpeedFraction: 0 },
    training: { steps: run.steps ?? usualSteps },
  };
  return resolveConfig({ presets: { ...presets }, preset: recipe.name, options: changes });
}
