import { requireOptions, type OptionNames } from '@hgn/options';
import type { MethodName } from '@hgn/integrators';
import type { ActivationName } from '@hgn/nn';
import { wholeNumber } from '../core/check.ts';
import { conditionalGaussian } from '../distributions/conditionalGaussian.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { softUniform } from '../distributions/softUniform.ts';
import { networkEnergy, type NetworkEnergyOptions } from '../energies/networkEnergy.ts';
import { quadraticEnergy } from '../energies/quadraticEnergy.ts';
import { compose } from '../transforms/compose.ts';
import { hamiltonianFlow, type HamiltonianFlow } from '../transforms/hamiltonian.ts';
import { augmentedFlow, type AugmentedFlow } from './augmentedFlow.ts';

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
  /** The density of (q0, p0): standard normal (default), or soft-uniform as in the paper. */
  readonly prior?:
    | { readonly kind: 'gaussian' }
    | { readonly kind: 'softUniform'; readonly length?: number; readonly sharpness?: number };
  /** The momentum encoder's network. */
  readonly encoder?: {
    /** Hidden layers; default `[128, 128]`. */
    readonly hidden?: readonly number[];
    /** Their non-linearity; default `'relu'`. */
    readonly activation?: ActivationName;
  };
}

/** A Neural Hamiltonian Flow and its parts. */
export interface NeuralHamiltonianFlow extends AugmentedFlow {
  /** One a Hamiltonian, in the order from the prior to the data. */
  readonly blocks: readonly HamiltonianFlow[];
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
};

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
export function neuralHamiltonianFlow(options: NeuralHamiltonianFlowOptions): NeuralHamiltonianFlow {
  requireOptions('neuralHamiltonianFlow', options, neuralHamiltonianFlowOptionNames);
  const { features, context = 0, blocks: count = 2, steps, dt, method } = options;
  const { hidden, activation, quadratic, encoder: encoderOptions } = options;
  const { kinetic = 'network', prior = { kind: 'gaussian' } } = options;
  wholeNumber('neuralHamiltonianFlow: features', features);
  wholeNumber('neuralHamiltonianFlow: blocks', count);
  wholeNumber('neuralHamiltonianFlow: context', context, 0);
  const network = given({ features, hidden, activation, quadratic });
  const blocks = Array.from({ length: count }, () =>
    hamiltonianFlow({
      potential: networkEnergy({ ...network, context }),
      kinetic: kinetic === 'network' ? networkEnergy(network) : quadraticEnergy({ features, mass: kinetic }),
      ...given({ steps, dt, method }),
    }),
  );
  const encoder = conditionalGaussian({ ...encoderOptions, features, context: features + context });
  const flow = augmentedFlow({
    prior:
      prior.kind === 'softUniform'
        ? softUniform({
            features: 2 * features,
            ...given({ length: prior.length, sharpness: prior.sharpness }),
          })
        : gaussian({ features: 2 * features }),
    transform: compose(blocks),
    encoder,
  });
  return { ...flow, blocks, config: { kind: 'neuralHamiltonianFlow', options: { ...options } } };
}

/** The entries that are not undefined. */
export function given<T extends object>(entries: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
