import type { Expression } from '../expression/expression.ts';
import { isPair } from '../expression/walk.ts';

/** A node of which each coefficient is a sum over products of coefficients of two others, or of itself. */
export interface Convolution {
  readonly node: Expression;
  /** Whose coefficients go through the sum in order, and whose backwards. */
  readonly first: Expression;
  readonly second: Expression;
  /** The weights a + b j / k of the products, where they are not 1. */
  readonly weights?: readonly [a: number, b: number];
}

/** The nodes of a system in the order in which one coefficient of each is found. */
export interface Plan {
  /** Level by level: convolutions, which need only what stands before, and then what follows from them at once. */
  readonly levels: readonly {
    readonly convolutions: readonly Convolution[];
    readonly simple: readonly Expression[];
  }[];
  /** What is kept in memory in order, and what backwards. */
  readonly forward: ReadonlySet<Expression>;
  readonly backward: ReadonlySet<Expression>;
}

/** Sorts nodes, of which arguments come first. */
export function planOf(nodes: readonly Expression[], field: readonly Expression[]): Plan {
  const level = new Map<Expression, number>();
  const levels: { convolutions: Convolution[]; simple: Expression[] }[] = [];
  const forward = new Set(field);
  const backward = new Set<Expression>();
  for (const node of nodes) {
    const sum = convolutionOf(node, nodes);
    const mine = Math.max(0, ...node.of.map((a) => level.get(a) ?? 0)) + (sum === undefined ? 0 : 1);
    level.set(node, mine);
    while (levels.length <= mine) levels.push({ convolutions: [], simple: [] });
    if (node.of.length === 0) forward.add(node);
    else if (sum === undefined) levels[mine].simple.push(node);
    else {
      levels[mine].convolutions.push(sum);
      forward.add(node).add(sum.first);
      backward.add(sum.second);
    }
    // What is used on another level than its own goes through the memory.
    for (const a of node.of) if (level.get(a) !== mine) forward.add(a);
  }
  return { levels, forward, backward };
}

function convolutionOf(node: Expression, nodes: readonly Expression[]): Convolution | undefined {
  const [a, b] = node.of;
  const { operation, value } = node;
  switch (operation) {
    case 'product':
      return a.operation === 'constant' ? undefined : { node, first: a, second: b };
    case 'quotient':
      return { node, first: b, second: node };
    case 'power':
      return value === 2
        ? { node, first: a, second: a }
        : { node, first: node, second: a, weights: [value, -(value + 1)] };
    case 'sin':
    case 'cos': {
      const other = nodes.find((each) => isPair(each, node)) ?? node;
      return { node, first: a, second: other, weights: [0, operation === 'sin' ? 1 : -1] };
    }
    case 'exp':
      return { node, first: a, second: node, weights: [0, 1] };
    case 'log':
      return { node, first: node, second: a, weights: [0, 1] };
    default:
      return undefined;
  }
}
