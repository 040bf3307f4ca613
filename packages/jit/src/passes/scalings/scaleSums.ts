import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import type { IsPrivate } from '../products/factors.ts';
import { alongAxis, isMatrixProduct, keptAxis, scalingAlong } from './scaling.ts';
import { innerSums, isSum, termsOf } from '../sums/sums.ts';

/**
 * Where every term of a sum of matrix products is scaled by the same vector, the sum is scaled instead, once:
 * Σ aᵀ(x∘r) = (Σ aᵀx)∘r. So are gradients of weights whose layer is followed by a scaling.
 */
export const scaleSums: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate: IsPrivate = (node) => uses.get(node) === 1;
  const inner = innerSums(graph, isPrivate);
  const onlyMultiplied = readByProductsOnly(graph);
  return rewriting((node, builder, original, replaced) => {
    if (!isSum(original) || inner.has(original)) return node;
    return scaledSum(original, { isPrivate, onlyMultiplied, replaced, build: builder }) ?? node;
  })(graph, build);
};

interface Context {
  readonly isPrivate: IsPrivate;
  readonly onlyMultiplied: ReadonlySet<Node>;
  readonly replaced: (node: Node) => Node;
  readonly build: GraphBuilder;
}

/** Nodes that nothing but matrix products read: once each product is scaled in another way, they are not needed. */
export function readByProductsOnly(graph: Graph): Set<Node> {
  const read = new Set<Node>();
  const readOtherwise = new Set<Node>(graph.outputs);
  for (const node of topologicalOrder(graph)) {
    for (const input of node.inputs) (isMatrixProduct(node) ? read : readOtherwise).add(input);
  }
  return new Set([...read].filter((node) => !readOtherwise.has(node)));
}

interface ScaledTerm {
  readonly term: Node<'MatMul'>;
  readonly side: number;
  readonly matrix: Node;
  readonly vector: Node;
}

function scaledSum(sum: Node, context: Context): Node | undefined {
  const { replaced, build } = context;
  const groups = new Map<string, ScaledTerm[]>();
  const rest: Node[] = [];
  for (const term of termsOf(sum, context.isPrivate)) {
    const scaled = scaledTerm(term, context);
    if (scaled === undefined) rest.push(term);
    else {
      const key = `${scaled.side},${scaled.vector.id}`;
      groups.set(key, [...(groups.get(key) ?? []), scaled]);
    }
  }
  const scaledSums: Node[] = [];
  for (const group of groups.values()) {
    const saved = group.reduce((elements, { matrix }) => elements + sizeOf(matrix.shape), 0);
    if (group.length < 2 || saved <= sizeOf(sum.shape)) rest.push(...group.map(({ term }) => term));
    else scaledSums.push(scaledOnce(group, context));
  }
  if (scaledSums.length === 0) return undefined;
  const unchanged = rest.sort((a, b) => a.id - b.id).map(replaced);
  return [...unchanged, ...scaledSums].reduce((total, term) => build.add(total, term));
}

function scaledTerm(term: Node, { isPrivate, onlyMultiplied }: Context): ScaledTerm | undefined {
  if (!isMatrixProduct(term) || !isPrivate(term)) return undefined;
  for (const side of [0, 1]) {
    const operand = term.inputs[side];
    const scaling = onlyMultiplied.has(operand) ? scalingAlong(operand, keptAxis(term, side)) : undefined;
    if (scaling !== undefined) return { term, side, ...scaling };
  }
  return undefined;
}

function scaledOnce(group: readonly ScaledTerm[], { replaced, build }: Context): Node {
  const [{ side, vector }] = group;
  const products = group.map(({ term, matrix }) => {
    const operands = term.inputs.map((input, i) => replaced(i === side ? matrix : input));
    return build.matMul(operands[0], operands[1], term.attributes);
  });
  return build.mul(sumInOrder(products, build), alongAxis(replaced(vector), side, build));
}

/** The sum of nodes in the order of their making: the same node for the same terms, whoever adds them up. */
export const sumInOrder = (terms: readonly Node[], build: GraphBuilder): Node =>
  [...terms].sort((a, b) => a.id - b.id).reduce((total, term) => build.add(total, term));
