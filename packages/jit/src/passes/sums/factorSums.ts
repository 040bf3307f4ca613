import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sameShape, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { factorsOf, productOf, shapeOf, type Factors, type IsPrivate } from '../products/factors.ts';

/**
 * Takes the factors that both operands of a sum or difference share out of it: a·s + b·s is (a + b)·s. What comes of it is
 * an operand of the next sum, so that a chain of sums, as a weight has that every step of a rollout reads, is done in one go.
 */
export const factorSums: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate: IsPrivate = (node) => uses.get(node) === 1;
  /** The factors of the products that this pass made, which nothing in the graph as it was can read. */
  const made = new Map<Node, Factors>();
  return rewriting((node, builder, original, replaced) => {
    if ((original.op !== 'Add' && original.op !== 'Sub') || original.dtype !== 'float32') return node;
    const operand = (input: Node): Factors | undefined => {
      if (!isPrivate(input) || !sameShape(input.shape, original.shape)) return undefined;
      const factored = made.get(replaced(input));
      if (factored !== undefined) return factored;
      if (input.op !== 'Mul') return undefined;
      const { scale, nodes } = factorsOf(input, isPrivate);
      return { scale, nodes: nodes.map(replaced) };
    };
    const [a, b] = original.inputs.map(operand);
    const factored = a && b && factorOut(a, b);
    if (factored === undefined) return node;
    const { common, left, right } = factored;
    const sum = combined(original.op, left, right, original.shape, builder);
    const rest = productOf(common, builder);
    if (sum === undefined || rest === undefined) return node;
    const product = builder.mul(sum, rest);
    if (uses.get(product) === 0) made.set(product, { scale: 1, nodes: [sum, ...common.nodes] });
    return product;
  })(graph, build);
};

interface Factored {
  readonly common: Factors;
  readonly left: Factors;
  readonly right: Factors;
}

/** What both have, and what is left of each; undefined where nothing is shared or nothing would be left. */
function factorOut(a: Factors, b: Factors): Factored | undefined {
  const left = [...a.nodes];
  const right = [...b.nodes];
  const common: Node[] = [];
  for (const factor of a.nodes) {
    const at = right.indexOf(factor);
    if (at < 0) continue;
    right.splice(at, 1);
    left.splice(left.indexOf(factor), 1);
    common.push(factor);
  }
  if (common.length === 0 || left.length === 0 || right.length === 0) return undefined;
  return {
    common: { scale: 1, nodes: common },
    left: { scale: a.scale, nodes: left },
    right: { scale: b.scale, nodes: right },
  };
}

/** The sum of what is left; undefined where it would not have the shape of the whole. */
function combined(
  op: 'Add' | 'Sub',
  left: Factors,
  right: Factors,
  shape: readonly number[],
  build: GraphBuilder,
): Node | undefined {
  if (!sameShape(shapeOf(left), shape) || !sameShape(shapeOf(right), shape)) return undefined;
  const [a, b] = [productOf(left, build), productOf(right, build)];
  return a === undefined || b === undefined ? undefined : build.binary(op, a, b);
}
