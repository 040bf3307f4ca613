import type { Expression, Operation } from '../expression/expression.ts';
import { isPair } from '../expression/walk.ts';

/** The recurrence of a sine needs the cosine, and the other way round: adds those that are missing. */
export function withPairs(nodes: readonly Expression[]): Expression[] {
  let id = -1;
  return nodes.flatMap((node) => {
    if (node.operation !== 'sin' && node.operation !== 'cos') return [node];
    if (nodes.some((other) => isPair(other, node))) return [node];
    const operation: Operation = node.operation === 'sin' ? 'cos' : 'sin';
    return [node, { operation, of: node.of, value: 0, id: id-- }];
  });
}
