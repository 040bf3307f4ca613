import type { ModelConfig } from '../architecture/config.ts';
import { leapfrog, smallOptimiser } from './parts.ts';
import type { Preset } from './preset.ts';

/** What {@link bodiesPreset} needs to know of the films. */
export interface BodiesPresetOptions {
  /** Bodies, each of a colour or a look of its own; at least 2. */
  readonly bodies: number;
  /** Frame size; 32x32 in three channels when absent. */
  readonly image?: ModelConfig['image'];
  /** Name of the preset; `N-body-small` when absent. */
  readonly name?: string;
  /**
   * Whether all bodies are drawn at one size; true when absent. Bodies that differ in size need discs of their own, of which some may
   * not find theirs where there are more than three.
   */
  readonly alike?: boolean;
}

/**
 * An HGN of n bodies in the plane that act on each other in pairs: every body is a place in each frame, positions and
 * momenta are these places and their motion, the potential is a sum over pairs of one function of the distance, and the
 * decoder draws a disc at every position. The kinetic energy is |p|^2 / 2 for all: bodies of one mass, and of one size
 * unless it is told otherwise.
 *
 * @throws RangeError for fewer than two bodies
 * @example
 * import { bodiesPreset, createModel } from '@hgn/model';
 *
 * console.log(createModel(bodiesPreset({ bodies: 4 }).model).stateShape); // [8]: x of all bodies, then y
 */
export function bodiesPreset({
  bodies,
  image = { height: 32, width: 32, channels: 3 },
  name = `${bodies}-body-small`,
  alike = true,
}: BodiesPresetOptions): Preset {
  if (!Number.isInteger(bodies) || bodies < 2) {
    throw new RangeError(`bodiesPreset: bodies must be a whole number of at least 2, but got ${bodies}`);
  }
  const inputFrames = 5;
  // Two bodies are as good after half of it; three keep on gaining from steps and films, most on the slowest seed.
  const settleSoon = bodies === 2;
  return {
    name,
    description: `${bodies} bodies by their places: an energy of pairs, and a disc drawn at every position.`,
    model: {
      image,
      inputFrames,
      blockSize: 1,
      centred: true,
      encoder: [
        {
          type: 'eachFrame',
          frames: inputFrames,
          layers: [
            { type: 'conv', filters: 16, kernel: 6, stride: 2 },
            { type: 'activation', name: 'leakyRelu', slope: 0.1 },
            { type: 'conv', filters: bodies, kernel: 3, gain: 3 },
            { type: 'distinctPlaces', reach: 0.2 },
          ],
        },
      ],
      posterior: { heads: 'motion', size: 4 * bodies, logVarianceBias: -10, frameTime: 'data' },
      stateTransformer: [],
      dynamics: {
        type: 'hamiltonian',
        potential: {
          quadratic: 'none',
          layers: [],
          bodies: {
            count: bodies,
            // Nearer than half a disc, bodies part in ways that no pixel tells beforehand.
            softening: 0.15,
            pairs: [
              { type: 'dense', units: 32 },
              { type: 'activation', name: 'softplus' },
              { type: 'dense', units: 1, bias: false, gain: 0.1 },
            ],
          },
        },
        kinetic: { quadratic: 'unit', layers: [] },
        integrator: leapfrog,
      },
      decodes: 'position',
      decoder: [
        // Wide and soft at first: a place is moved by what its disc touches. Of one size: among four or five bodies, the disc
        // of one that was not found would else grow into a ring that holds wherever it may be.
        {
          type: 'softDiscs',
          height: image.height,
          width: image.width,
          radius: 0.2,
          steepness: 8,
          alike,
        },
        { type: 'conv', filters: 16, kernel: 1 },
        { type: 'activation', name: 'leakyRelu', slope: 0.1 },
        { type: 'conv', filters: image.channels, kernel: 1, bias: false },
      ],
    },
    protocol: {
      stateAt: 'middle',
      steps: 29,
      framesPerSample: 4,
      backwardFraction: 0.5,
      doubleSpeedFraction: 0,
      horizonGrowth: 0.6,
    },
    objective: { kind: 'elbo', beta: 0 },
    // Of orbits that nearly meet, some have gradients a hundred times those of the rest.
    optimiser: { ...smallOptimiser, learningRate: 8e-3, clipNorm: 0.01 },
    training: {
      steps: settleSoon ? 6000 : 10_000,
      batchSize: 16,
      sampling: false,
      logEvery: 20,
      checkpointEvery: 500,
    },
    data: { trajectories: settleSoon ? 2000 : 4000, frames: 40 },
  };
}
