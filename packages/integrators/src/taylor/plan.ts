import type { Expression } from '../expression/expression.ts';
import { isPair } from './pairs.ts';

/** What a node's coefficients are needed as: in order, backwards, or times their number. */
export type Form = 'forward' | 'backward' | 'weighted';

/** A node whose coefficients are sums over those of its arguments, with what those sums read. */
export interface Convolution {
  readonly node: Expression;
  /** What goes through the sum in order and what backwards. */
  readonly first: readonly [Expression, Form];
  readonly second: readonly [Expression, Form];
}

/** The nodes of a system in the order in which one coefficient of each is found. */
export interface Plan {
  /** Level by level: first convolutions, which need only what stands before, and then what follows from them at once. */
  readonly levels: readonly {
    readonly convolutions: readonly Convolution[];
    readonly simple: readonly Expression[];
  }[];
  readonly level: ReadonlyMap<Expression, number>;
  /** The forms in which nodes are kept. */
  readonly forms: ReadonlyMap<Expression, ReadonlySet<Form>>;
}

/** Sorts nodes, of which arguments come first. */
export function planOf(nodes: readonly Expression[], field: readonly Expression[]): Plan {
  const level = new Map<Expression, number>();
  const levels: { convolutions: Convolution[]; simple: Expression[] }[] = [{ convolutions: [], simple: [] }];
  const forms = new Map<Expression, Set<Form>>();
  const keep = (node: Expression, form: Form) => {
    const kept = forms.get(node) ?? new Set<Form>();
    kept.add(form);
    forms.set(node, kept);
  };
  for (const node of nodes) {
    const deepest = Math.max(0, ...node.of.map((a) => level.get(a) ?? 0));
    const sums = sumsOf(node, nodes);
    const mine = sums === undefined ? deepest : deepest + 1;
    level.set(node, mine);
    if (levels.length === mine) levels.push({ convolutions: [], simple: [] });
    if (sums === undefined) levels[mine].simple.push(node);
    else {
      levels[mine].convolutions.push({ node, ...sums });
      keep(...sums.first);
      keep(...sums.second);
      for (const a of node.of) keep(a, 'forward');
      keep(node, 'forward');
    }
    if (node.operation === 'coordinate' || node.operation === 'time' || node.operation === 'constant')
      keep(node, 'forward');
  }
  // What is used on another level than its own goes through the memory.
  for (const node of nodes) {
    for (const a of node.of) if (level.get(a) !== level.get(node)) keep(a, 'forward');
  }
  for (const rate of field) keep(rate, 'forward');
  return { levels, level, forms };
}

function sumsOf(
  node: Expression,
  nodes: readonly Expression[],
): Pick<Convolution, 'first' | 'second'> | undefined {
  const [a, b] = node.of;
  switch (node.operation) {
    case 'product':
      if (a.operation === 'constant') return undefined;
      return { first: [a, 'forward'], second: [b, 'backward'] };
    case 'quotient':
      return { first: [b, 'forward'], second: [node, 'backward'] };
    case 'power':
      return { first: [node.value === 2 ? a : node, 'forward'], second: [a, 'backward'] };
    case 'sin':
    case 'cos':
      return {
        first: [a, 'weighted'],
        second: [nodes.find((other) => isPair(other, node)) ?? node, 'backward'],
      };
    case 'exp':
      return { first: [a, 'weighted'], second: [node, 'backward'] };
    case 'log':
      return { first: [node, 'weighted'], second: [a, 'backward'] };
    default:
      return undefined;
  }
}
