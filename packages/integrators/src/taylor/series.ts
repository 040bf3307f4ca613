import type { ExpressionSystem } from '../expression/hamiltonian.ts';
import { inOrder, type Expression, type Operation } from '../expression/expression.ts';
import { groupedSeries } from './groupedSeries.ts';
import { isPair, seriesFromText } from './seriesText.ts';

/**
 * Fills c with the Taylor coefficients in time of the solution through a state s (q, then p) at time t[0]: those of
 * coordinate i are c[i * (order + 1)] and the `order` numbers that follow.
 */
export type Series = (s: Float64Array, t: Float64Array, c: Float64Array) => void;

/** The Taylor coefficients of a system's solution, by the recurrences of its formulas. */
export function seriesOf({ field, compiled }: ExpressionSystem, order: number): Series {
  const nodes = withPairs(inOrder(field));
  return (compiled ? seriesFromText(nodes, field, order) : undefined) ?? groupedSeries(nodes, field, order);
}

/** The recurrence of a sine needs the cosine, and the other way round: adds those that are missing. */
function withPairs(nodes: readonly Expression[]): Expression[] {
  let id = -1;
  return nodes.flatMap((node) => {
    if (node.operation !== 'sin' && node.operation !== 'cos') return [node];
    if (nodes.some((other) => isPair(other, node))) return [node];
    const operation: Operation = node.operation === 'sin' ? 'cos' : 'sin';
    return [node, { operation, of: node.of, value: 0, id: id-- }];
  });
}
