import { requireOptions, suggestion, type OptionNames } from '@hgn/options';
import type { ActivationName } from '@hgn/nn';
import { wholeNumber } from '../core/check.ts';
import { conditionalGaussian } from '../distributions/conditionalGaussian.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { compose } from '../transforms/compose.ts';
import { conditionalAffine } from '../transforms/conditionalAffine.ts';
import { splineCoupling } from '../transforms/splines/splineCoupling.ts';
import { normalisingFlow } from './normalisingFlow.ts';

/** Options of the momentum encoder f(p | q) of a Neural Hamiltonian Flow. */
export interface MomentumEncoderOptions {
  /**
   * `'gaussian'` (default): independent columns. `'fullGaussian'`: a full covariance for every q. `'spline'`: one placed over
   * noise that spline couplings, which see q, have bent first, so that p may have several modes.
   */
  readonly kind?: 'gaussian' | 'fullGaussian' | 'spline';
  /** Hidden layers of the network that places p; default `[128, 128]`. */
  readonly hidden?: readonly number[];
  /** Their non-linearity; default `'relu'`. */
  readonly activation?: ActivationName;
  /** Angular frequencies of sines and cosines of q that this network sees beside q; default none. Not for `'gaussian'`. */
  readonly waves?: readonly number[];
  /** Spline couplings of `'spline'`; default 2. */
  readonly couplings?: number;
  /** Hidden layers of their networks; default `[32, 32]`. */
  readonly couplingHidden?: readonly number[];
}

const momentumEncoderOptionNames: OptionNames<MomentumEncoderOptions> = {
  kind: true,
  hidden: true,
  activation: true,
  waves: true,
  couplings: true,
  couplingHidden: true,
};

const kinds = ['gaussian', 'fullGaussian', 'spline'] as const;

/** The density of p given q, and the flow's context beside q. */
export function momentumEncoder(
  sizes: { readonly features: number; readonly context: number },
  options: MomentumEncoderOptions = {},
): Distribution {
  requireOptions('neuralHamiltonianFlow: encoder', options, momentumEncoderOptionNames);
  const { kind = 'gaussian', waves, couplings, couplingHidden = [32, 32], ...network } = options;
  if (!kinds.includes(kind)) {
    throw new RangeError(
      `neuralHamiltonianFlow: encoder.kind must be one of ${kinds.join(', ')}, but got '${kind as string}'${suggestion(kind, kinds)}`,
    );
  }
  for (const [name, value, needed] of [
    ['waves', waves, kind !== 'gaussian'],
    ['couplings', couplings, kind === 'spline'],
    ['couplingHidden', options.couplingHidden, kind === 'spline'],
  ] as const) {
    if (value !== undefined && !needed) {
      throw new RangeError(
        `neuralHamiltonianFlow: encoder.${name} must be left out for the encoder '${kind}', which does not use it; set encoder.kind to 'spline'`,
      );
    }
  }
  const { features, context, hidden, activation } = { ...sizes, ...network };
  const given = {
    features,
    context,
    ...(hidden !== undefined && { hidden }),
    ...(activation !== undefined && { activation }),
  };
  if (kind === 'gaussian') return conditionalGaussian(given);
  const place = conditionalAffine({ ...given, ...(waves !== undefined && { waves }) });
  const count = kind === 'spline' ? (couplings ?? 2) : 0;
  wholeNumber('neuralHamiltonianFlow: encoder.couplings', count, kind === 'spline' ? 1 : 0);
  const bends = Array.from({ length: count }, (_, index) =>
    splineCoupling({
      features,
      context,
      hidden: couplingHidden,
      moves: index % 2 === 0 ? 'later' : 'earlier',
    }),
  );
  return normalisingFlow({ base: gaussian({ features }), transform: compose([...bends, place]) });
}
