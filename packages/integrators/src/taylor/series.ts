import { remembered, type ExpressionSystem } from '../expression/hamiltonian.ts';
import { inOrder } from '../expression/expression.ts';
import { walkedSeries } from './walkedSeries.ts';
import { withPairs } from './pairs.ts';
import { seriesFromModule } from './seriesModule.ts';

/** The Taylor coefficients of a system's solution, up to some order. */
export interface Series {
  /** Those of coordinate i (q, then p) are the numbers i * (order + 1) and the `order` that follow. */
  readonly coefficients: Float64Array;
  /** Sets them for the solution through a state s (q, then p) at time t[0]. */
  fill(s: Float64Array, t: Float64Array): void;
  /** Whose coefficients these are: runs of one system share them, and fill them anew where they were another's. */
  owner?: Float64Array;
}

/** The Taylor coefficients of a system's solution, by the recurrences of its formulas: one series a system and order. */
export function seriesOf(system: ExpressionSystem, order: number): Series {
  return remembered(system, `series ${order}`, () => {
    const { field, compile } = system;
    const nodes = withPairs(inOrder(field));
    const series = compile === 'interpret' ? undefined : seriesFromModule(nodes, field, order);
    return series ?? walkedSeries(nodes, field, order);
  });
}
