import type { Series } from './seriesType.ts';
import { remembered, type ExpressionSystem } from '../expression/hamiltonian.ts';
import { inOrder } from '../expression/expression.ts';
import { walkedSeries } from './walkedSeries.ts';
import { withPairs } from './pairs.ts';
import { seriesFromModule } from './seriesModule.ts';

/** The Taylor coefficients of a system's solution, by the recurrences of its formulas: one series a system and order. */
export function seriesOf(system: ExpressionSystem, order: number): Series {
  return remembered(system, `series ${order}`, () => {
    const { field, compile } = system;
    const nodes = withPairs(inOrder(field));
    const series = compile === 'interpret' ? undefined : seriesFromModule(nodes, field, order);
    return series ?? walkedSeries(nodes, field, order);
  });
}
