import { requireOptions, type OptionNames } from '@hgn/options';
import { wholeNumber } from '../core/check.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { compose } from '../transforms/compose.ts';
import type { NetworkOptions } from '../transforms/conditioner.ts';
import { luLinear } from '../transforms/linear/luLinear.ts';
import { splineCoupling } from '../transforms/splines/splineCoupling.ts';
import { normalisingFlow, type NormalisingFlow } from './normalisingFlow.ts';

/** Options of {@link neuralSplineFlow}: plain data, so that a file can hold them. */
export interface NeuralSplineFlowOptions extends NetworkOptions {
  /** Columns of a point. */
  readonly features: number;
  /** Columns of the context; default 0. */
  readonly context?: number;
  /** Coupling layers; default 4. */
  readonly layers?: number;
  /** Bins of each spline; default 8. */
  readonly bins?: number;
  /** Splines act on [-bound, bound]; default 4. */
  readonly bound?: number;
}

const neuralSplineFlowOptionNames: OptionNames<NeuralSplineFlowOptions> = {
  features: true,
  context: true,
  layers: true,
  bins: true,
  bound: true,
  hidden: true,
  activation: true,
};

/**
 * A neural spline flow: rational-quadratic couplings that move the later and the earlier half of the columns by turns,
 * each after a learnt linear map, from a standard normal.
 *
 * Source: Durkan, Bekasov, Murray, Papamakarios (2019), section 4, arXiv:1906.04032.
 *
 * @throws RangeError if a size is not a positive whole number.
 * @example
 * const flow = neuralSplineFlow({ features: 2, layers: 4, bins: 8 });
 */
export function neuralSplineFlow(options: NeuralSplineFlowOptions): NormalisingFlow {
  requireOptions('neuralSplineFlow', options, neuralSplineFlowOptionNames);
  const { layers = 4, ...spline } = options;
  const { features } = options;
  wholeNumber('neuralSplineFlow: layers', layers);
  const transform = compose(
    Array.from({ length: layers }, (_, index) => [
      luLinear({ features }),
      splineCoupling({ ...spline, moves: index % 2 === 0 ? 'later' : 'earlier' }),
    ]).flat(),
  );
  return {
    ...normalisingFlow({ base: gaussian({ features }), transform }),
    config: { kind: 'neuralSplineFlow', options: { ...options } },
  };
}
