import { requireOptions, suggestion, type OptionNames } from '@hgn/options';
import type { MethodName } from '@hgn/integrators';
import { wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { networkEnergy, type NetworkEnergyOptions } from '../energies/networkEnergy.ts';
import { quadraticEnergy } from '../energies/quadraticEnergy.ts';
import { affineCoupling } from '../transforms/affineCoupling.ts';
import { canonicalLinear } from '../transforms/linear/canonicalLinear.ts';
import { compose } from '../transforms/compose.ts';
import { hamiltonianFlow, type HamiltonianFlow } from '../transforms/hamiltonian.ts';
import { luLinear } from '../transforms/linear/luLinear.ts';
import type { Transform } from '../transforms/transform.ts';
import { augmentedFlow, type AugmentedFlow } from './augmentedFlow.ts';
import { inCoordinates } from './inCoordinates.ts';
import { phaseSpacePrior, type PhaseSpacePriorOptions } from './phaseSpacePrior.ts';
import { momentumEncoder, type MomentumEncoderOptions } from './momentumEncoder.ts';

/** Options of {@link neuralHamiltonianFlow}: plain data, so that a file can hold them. */
export interface NeuralHamiltonianFlowOptions {
  /** Columns of a point q; the momentum p has as many. */
  readonly features: number;
  /** Columns of the context; default 0. */
  readonly context?: number;
  /** Hamiltonians, one after the other; default 2. */
  readonly blocks?: number;
  /** Integration steps in each; default 2. */
  readonly steps?: number;
  /** The time step; default 0.5. */
  readonly dt?: number;
  /** A splitting method; default `'leapfrog'`. */
  readonly method?: MethodName;
  /** Hidden layers of V and K; default `[128, 128]`. */
  readonly hidden?: readonly number[];
  /** Their non-linearity, a smooth one; default `'swish'`. */
  readonly activation?: NonNullable<NetworkEnergyOptions['activation']>;
  /** Whether V and K have a bowl beside their networks; default true. */
  readonly quadratic?: boolean;
  /** K(p): a `'network'` (default), or p^T M^-1 p / 2 with a learnt mass matrix, `'diagonal'` or `'full'`. */
  readonly kinetic?: 'network' | 'diagonal' | 'full';
  /** The density of (q0, p0): standard normal (default), a learnt mixture, or soft-uniform as in the paper. */
  readonly prior?: PhaseSpacePriorOptions;
  /** The momentum encoder f(p | q). */
  readonly encoder?: MomentumEncoderOptions;
  /** Angular frequencies of sines and cosines of q that the networks of V see beside q; default none. */
  readonly waves?: readonly number[];
  /** Whether a learnt linear canonical map follows every Hamiltonian; default false. See {@link canonicalLinear}. */
  readonly linear?: boolean;
  /**
   * Affine couplings between q and the coordinates that the Hamiltonians act in: a canonical point transformation, for
   * densities far thinner than wide. Default none.
   */
  readonly coordinates?: {
    readonly layers: number;
    /** Hidden layers of their networks; default `[32, 32]`. */
    readonly hidden?: readonly number[];
  };
  /** Where the options that are left out come from: `'paper'` (default) as told above, or {@link sharpPreset}. */
  readonly preset?: 'paper' | 'sharp';
}

/** A Neural Hamiltonian Flow and its parts. */
export interface NeuralHamiltonianFlow extends AugmentedFlow {
  /** One a Hamiltonian, in the order from the prior to the data. */
  readonly blocks: readonly HamiltonianFlow[];
  /** What `transform` is composed of: the blocks, and the linear maps between them. */
  readonly stages: readonly Transform[];
  /** The momentum encoder f(p | q). */
  readonly encoder: Distribution;
}

const neuralHamiltonianFlowOptionNames: OptionNames<NeuralHamiltonianFlowOptions> = {
  features: true,
  context: true,
  blocks: true,
  steps: true,
  dt: true,
  method: true,
  hidden: true,
  activation: true,
  quadratic: true,
  kinetic: true,
  prior: true,
  encoder: true,
  waves: true,
  linear: true,
  coordinates: true,
  preset: true,
};

/**
 * What `preset: 'sharp'` stands for: cheap Hamiltonians of one kick and one drift with learnt masses, potentials that see waves
 * of q, a prior that is a learnt mixture, and a momentum encoder of full covariance. Learns edges and narrow modes many times
 * faster than the paper's; train it with a learning rate of 0.02 to 0.04.
 *
 * @example
 * const flow = neuralHamiltonianFlow({ features: 2, preset: 'sharp' });
 * console.log(flow.blocks.length === sharpPreset.blocks); // true
 */
export const sharpPreset = {
  blocks: 6,
  steps: 1,
  method: 'symplecticEuler',
  hidden: [40, 40],
  kinetic: 'diagonal',
  waves: [2, 5, 12],
  prior: { kind: 'gaussianMixture', components: 16 },
  encoder: { kind: 'fullGaussian', hidden: [64, 64], waves: [2, 5, 12, 30] },
} as const satisfies Omit<NeuralHamiltonianFlowOptions, 'features' | 'preset'>;

/** The options with those of the preset in place of what is left out. */
function resolved({
  preset = 'paper',
  ...options
}: NeuralHamiltonianFlowOptions): Omit<NeuralHamiltonianFlowOptions, 'preset'> {
  if (!presets.includes(preset)) {
    throw new RangeError(
      `neuralHamiltonianFlow: the preset must be one of ${presets.join(', ')}, but got '${preset as string}'${suggestion(preset, presets)}`,
    );
  }
  if (preset === 'paper') return options;
  const { encoder } = options;
  const isOther = encoder?.kind !== undefined && encoder.kind !== sharpPreset.encoder.kind;
  return {
    ...sharpPreset,
    ...given(options),
    encoder: isOther ? encoder : { ...sharpPreset.encoder, ...encoder },
  };
}

const presets = ['paper', 'sharp'] as const;

/**
 * A Neural Hamiltonian Flow: a prior over phase space moved by the flows of learnt Hamiltonians H = V(q) + K(p), each
 * for a few symplectic steps. Points are q; the momentum p is a latent variable, integrated out with draws of the
 * encoder f(p | q). Preserves the volume of phase space, so no Jacobian has to be computed.
 *
 * Source: Toth et al., "Hamiltonian Generative Networks" (2020), section 3.3, arXiv:1909.13789.
 *
 * @throws RangeError if a size is not a positive whole number or `dt` is 0; TypeError for an unsuitable method.
 * @example
 * const flow = neuralHamiltonianFlow({ features: 2, blocks: 2, steps: 2 });
 */
export function neuralHamiltonianFlow(chosen: NeuralHamiltonianFlowOptions): NeuralHamiltonianFlow {
  requireOptions('neuralHamiltonianFlow', chosen, neuralHamiltonianFlowOptionNames);
  const options = resolved(chosen);
  const { features, context = 0, blocks: count = 2, steps, dt, method } = options;
  const { hidden, activation, quadratic, waves, linear = false, coordinates } = options;
  const { kinetic = 'network', prior } = options;
  wholeNumber('neuralHamiltonianFlow: features', features);
  wholeNumber('neuralHamiltonianFlow: blocks', count);
  wholeNumber('neuralHamiltonianFlow: context', context, 0);
  const network = given({ features, hidden, activation, quadratic });
  const blocks = Array.from({ length: count }, () =>
    hamiltonianFlow({
      potential: networkEnergy({ ...network, context, ...given({ waves }) }),
      kinetic: kinetic === 'network' ? networkEnergy(network) : quadraticEnergy({ features, mass: kinetic }),
      ...given({ steps, dt, method }),
    }),
  );
  const stages: readonly Transform[] = linear
    ? blocks.flatMap((block) => [block, canonicalLinear({ features })])
    : blocks;
  const encoder = momentumEncoder({ features, context: features + context }, options.encoder);
  const flow = augmentedFlow({
    prior: phaseSpacePrior(features, prior),
    transform: compose(stages),
    encoder,
  });
  const config = { kind: 'neuralHamiltonianFlow', options: { ...options } };
  if (coordinates === undefined) return { ...flow, blocks, stages, config };
  return { ...flow, ...inCoordinates(flow, couplingStack(features, coordinates)), blocks, stages, config };
}

/** Affine couplings of both halves by turns, each after a learnt linear map. */
function couplingStack(
  features: number,
  coordinates: NonNullable<NeuralHamiltonianFlowOptions['coordinates']>,
): Transform {
  requireOptions('neuralHamiltonianFlow: coordinates', coordinates, { layers: true, hidden: true });
  const { layers, hidden = [32, 32] } = coordinates;
  wholeNumber('neuralHamiltonianFlow: coordinates.layers', layers);
  return compose(
    Array.from({ length: layers }, (_, index) => [
      luLinear({ features }),
      affineCoupling({ features, hidden, moves: index % 2 === 0 ? 'later' : 'earlier' }),
    ]).flat(),
  );
}

/** The entries that are not undefined. */
export function given<T extends object>(entries: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
