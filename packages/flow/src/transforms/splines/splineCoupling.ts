import { requireOptions, type OptionNames } from '@hgn/options';
import { positive, wholeNumber } from '../../core/check.ts';
import { coupling, type CouplingOptions } from '../coupling.ts';
import { rationalQuadratic, splineNumbers } from './rationalQuadratic.ts';
import type { Transform } from '../transform.ts';

/** Options of {@link splineCoupling}. */
export interface SplineCouplingOptions extends CouplingOptions {
  /** Bins of each spline, at least 2; default 8. */
  readonly bins?: number;
  /** Splines act on [-bound, bound]; beyond, the map is the identity. Default 4. */
  readonly bound?: number;
}

const splineCouplingOptionNames: OptionNames<SplineCouplingOptions> = {
  bins: true,
  bound: true,
  features: true,
  context: true,
  moves: true,
  hidden: true,
  activation: true,
};

/**
 * A neural spline coupling: half of the columns stay, each of the others goes through a monotone rational-quadratic
 * spline whose knots are a network's function of the former. Starts close to the identity.
 *
 * Cost: one network evaluation in either direction.
 *
 * Source: Durkan, Bekasov, Murray, Papamakarios (2019), section 3.2, arXiv:1906.04032.
 *
 * @throws RangeError if a size is out of its range.
 * @example
 * const layer = splineCoupling({ features: 2, bins: 8, bound: 4 });
 */
export function splineCoupling(options: SplineCouplingOptions): Transform {
  requireOptions('splineCoupling', options, splineCouplingOptionNames);
  const { bins = 8, bound = 4 } = options;
  wholeNumber('splineCoupling: bins', bins, 2);
  positive('splineCoupling: bound', bound);
  return coupling('splineCoupling', options, {
    width: splineNumbers(bins),
    forward: (x, raw) => rationalQuadratic('forward', x, raw, { bins, bound }),
    inverse: (y, raw) => rationalQuadratic('inverse', y, raw, { bins, bound }),
  });
}
