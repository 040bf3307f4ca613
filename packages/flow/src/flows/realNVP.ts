import { requireOptions, type OptionNames } from '@hgn/options';
import { wholeNumber } from '../core/check.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { affineCoupling } from '../transforms/affineCoupling.ts';
import { compose } from '../transforms/compose.ts';
import type { NetworkOptions } from '../transforms/conditioner.ts';
import { normalisingFlow, type NormalisingFlow } from './normalisingFlow.ts';

/** Options of {@link realNVP}: plain data, so that a file can hold them. */
export interface RealNVPOptions extends NetworkOptions {
  /** Columns of a point. */
  readonly features: number;
  /** Columns of the context; default 0. */
  readonly context?: number;
  /** Coupling layers; default 8. */
  readonly layers?: number;
}

const realNVPOptionNames: OptionNames<RealNVPOptions> = {
  features: true,
  context: true,
  layers: true,
  hidden: true,
  activation: true,
};

/**
 * RealNVP: affine couplings that move the later and the earlier half of the columns by turns, from a standard normal.
 *
 * Source: Dinh, Sohl-Dickstein, Bengio (2017), arXiv:1605.08803.
 *
 * @throws RangeError if a size is not a positive whole number.
 * @example
 * const flow = realNVP({ features: 2, layers: 6, hidden: [64, 64] });
 */
export function realNVP(options: RealNVPOptions): NormalisingFlow {
  requireOptions('realNVP', options, realNVPOptionNames);
  const { layers = 8, ...coupling } = options;
  wholeNumber('realNVP: layers', layers);
  const transform = compose(
    Array.from({ length: layers }, (_, index) =>
      affineCoupling({ ...coupling, moves: index % 2 === 0 ? 'later' : 'earlier' }),
    ),
  );
  return {
    ...normalisingFlow({ base: gaussian({ features: options.features }), transform }),
    config: { kind: 'realNVP', options: { ...options } },
  };
}
