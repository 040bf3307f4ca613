import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sizeOf, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { innerSums, isSum, termsOf } from '../sums/sums.ts';

/**
 * The gradient of a weight that a rollout uses at every step arrives as a sum of many small products. One product of
 * the operands side by side is the same sum: aᵀb + cᵀd = [a; c]ᵀ[b; d]. Sums over the batch of a bias' gradients
 * become one sum over all batches.
 */
export const mergeProducts: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate = (node: Node) => uses.get(node) === 1;
  const inner = innerSums(graph, isPrivate);
  return rewriting((node, builder, original, replaced) => {
    if (original.op === 'Add' && !inner.has(original)) {
      return mergedSum(original, isPrivate, replaced, builder) ?? node;
    }
    if (original.op === 'ReduceSum') return mergedReduction(original, isPrivate, replaced, builder) ?? node;
    return node;
  })(graph, build);
};

/** Merging pays from this many terms on. */
const fewestTerms = 3;

/** Adding up this many elements costs as much as calling one operation; copying one, which caches miss, as adding two. */
const elementsPerCall = 8192;

function mergedSum(
  sum: Node,
  isPrivate: (node: Node) => boolean,
  replaced: (node: Node) => Node,
  build: GraphBuilder,
): Node | undefined {
  if (!isSum(sum)) return undefined;
  const groups = new Map<string, Node<'MatMul'>[]>();
  const rest: Node[] = [];
  for (const term of termsOf(sum, isPrivate)) {
    if (term.op !== 'MatMul' || !isPrivate(term) || !isCheaperMerged(term)) {
      rest.push(term);
      continue;
    }
    const key = JSON.stringify(term.attributes);
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  const merged: Node[] = [];
  for (const group of groups.values()) {
    if (group.length < fewestTerms) rest.push(...group);
    else merged.push(sideBySide(group, replaced, build));
  }
  if (merged.length === 0) return undefined;
  return [...rest.map(replaced), ...merged].reduce((total, term) => build.add(total, term));
}

/** Copying the operands costs less than adding each product to the sum. */
function isCheaperMerged({ shape, inputs, attributes, dtype }: Node<'MatMul'>): boolean {
  if (shape.length !== 2 || dtype !== 'float32' || inputs.some((input) => input.shape.length !== 2))
    return false;
  const summed = inputs[0].shape[attributes.transposeA ? 0 : 1];
  return 2 * summed * (shape[0] + shape[1]) <= shape[0] * shape[1] + elementsPerCall;
}

function sideBySide(
  group: readonly Node<'MatMul'>[],
  replaced: (node: Node) => Node,
  build: GraphBuilder,
): Node {
  const { transposeA, transposeB } = group[0].attributes;
  const side = (index: number, axis: number) =>
    build.concat(
      group.map(({ inputs }) => replaced(inputs[index])),
      axis,
    );
  return build.matMul(side(0, transposeA ? 0 : 1), side(1, transposeB ? 1 : 0), { transposeA, transposeB });
}

/** The sum over rows of a sum of matrices as one over all their rows. */
function mergedReduction(
  node: Node<'ReduceSum'>,
  isPrivate: (node: Node) => boolean,
  replaced: (node: Node) => Node,
  build: GraphBuilder,
): Node | undefined {
  const [sum] = node.inputs;
  if (node.attributes.axes.join() !== '0' || sum.shape.length !== 2 || sum.dtype !== 'float32')
    return undefined;
  if (!isSum(sum) || !isPrivate(sum) || 2 * sizeOf(sum.shape) > elementsPerCall) return undefined;
  const terms = termsOf(sum, isPrivate);
  if (terms.length < fewestTerms) return undefined;
  return build.reduce('ReduceSum', build.concat(terms.map(replaced), 0), [0]);
}
