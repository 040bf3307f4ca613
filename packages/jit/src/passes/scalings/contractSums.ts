import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sameShape, sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import type { IsPrivate } from '../products/factors.ts';
import { isMatrixProduct } from './scaling.ts';
import { sumInOrder } from './scaleSums.ts';
import { innerSums, isSum, termsOf } from '../sums/sums.ts';

/**
 * Sums over rows of (x·w)∘y are column sums of w∘(xᵀy). Where Σ xᵀy is needed anyway, as the gradient of w, that is one
 * small product for the whole sum. So are gradients of a vector that scales a layer's output.
 */
export const contractSums: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate: IsPrivate = (node) => uses.get(node) === 1;
  const inner = innerSums(graph, isPrivate);
  const known = new Set(topologicalOrder(graph));
  const summed = readBySums(graph, isPrivate);
  return rewriting((node, builder, original, replaced) => {
    if (inner.has(original) || summed.has(original)) return node;
    return contracted(original, { isPrivate, known, replaced, build: builder }) ?? node;
  })(graph, build);
};

interface Context {
  readonly isPrivate: IsPrivate;
  /** Nodes that are computed in any case. */
  readonly known: ReadonlySet<Node>;
  readonly replaced: (node: Node) => Node;
  readonly build: GraphBuilder;
}

/** Sums over rows that are a term of another sum. */
function readBySums(graph: Graph, isPrivate: IsPrivate): Set<Node> {
  const sums = topologicalOrder(graph).filter(isSum);
  return new Set(
    sums.flatMap(({ inputs }) => inputs.filter((input) => isSumOfRows(input) && isPrivate(input))),
  );
}

const isSumOfRows = (node: Node) =>
  node.op === 'ReduceSum' &&
  node.dtype === 'float32' &&
  node.inputs[0].shape.length === 2 &&
  node.attributes.axes.join() === '0';

function contracted(root: Node, context: Context): Node | undefined {
  if (!isSumOfRows(root) && !isSum(root)) return undefined;
  const { replaced, build, isPrivate } = context;
  const groups = new Map<string, Summand[]>();
  const rows: Node[] = [];
  const rest: Node[] = [];
  for (const term of isSum(root) ? termsOf(root, isPrivate) : [root]) {
    if (!isSumOfRows(term) || !(term === root || isPrivate(term))) rest.push(term);
    else rows.push(...summandsOf(term.inputs[0], isPrivate));
  }
  const otherRows = rows.filter((matrix) => {
    const summand = summandOf(matrix);
    if (summand === undefined) return true;
    const key = `${summand.weight.id},${summand.isTransposed}`;
    groups.set(key, [...(groups.get(key) ?? []), summand]);
    return false;
  });
  const contractions: Node[] = [];
  for (const group of groups.values()) {
    const contraction = contractionOf(group, context);
    if (contraction === undefined) otherRows.push(...group.map(({ matrix }) => matrix));
    else contractions.push(contraction);
  }
  if (contractions.length === 0) return undefined;
  const sums = sumsOfRows(otherRows.map(replaced), build);
  return [...rest.map(replaced), ...sums, ...contractions].reduce((total, term) => build.add(total, term));
}

const summandsOf = (matrix: Node, isPrivate: IsPrivate) =>
  isSum(matrix) && isPrivate(matrix) ? termsOf(matrix, isPrivate) : [matrix];

/** The sum over the rows of all matrices, those of one shape added up before. */
function sumsOfRows(matrices: readonly Node[], build: GraphBuilder): Node[] {
  const byShape = new Map<string, Node[]>();
  for (const matrix of matrices) {
    byShape.set(matrix.shape.join(), [...(byShape.get(matrix.shape.join()) ?? []), matrix]);
  }
  return [...byShape.values()].map((alike) => build.reduce('ReduceSum', sumInOrder(alike, build), [0]));
}

/** (x·w)∘y. */
interface Summand {
  readonly matrix: Node;
  readonly product: Node<'MatMul'>;
  readonly weight: Node;
  /** Whether the product takes wᵀ. */
  readonly isTransposed: boolean;
  readonly y: Node;
}

function summandOf(matrix: Node): Summand | undefined {
  if (matrix.op !== 'Mul') return undefined;
  const product = matrix.inputs.find(isMatrixProduct);
  if (product === undefined) return undefined;
  const y = matrix.inputs[matrix.inputs[0] === product ? 1 : 0];
  if (!sameShape(y.shape, product.shape)) return undefined;
  const { transposeB } = product.attributes;
  return { matrix, product, weight: product.inputs[1], isTransposed: transposeB, y };
}

/** The sum over rows of a group with one weight w, from Σ xᵀy; undefined where that is not known or costs more. */
function contractionOf(group: readonly Summand[], { known, replaced, build }: Context): Node | undefined {
  const [{ weight, isTransposed }] = group;
  const elements = group.reduce((sum, { matrix }) => sum + sizeOf(matrix.shape), 0);
  if (elements <= sizeOf(weight.shape)) return undefined;
  for (const isCrossed of [false, true]) {
    const products = group.map(({ product, y }) => {
      const { transposeA } = product.attributes;
      const [x] = product.inputs;
      return isCrossed
        ? build.matMul(y, x, { transposeA: true, transposeB: transposeA })
        : build.matMul(x, y, { transposeA: !transposeA });
    });
    const sum = sumInOrder(products, build);
    if (!known.has(sum)) continue;
    const gradient = isCrossed === isTransposed ? replaced(sum) : build.transpose(replaced(sum), [1, 0]);
    return build.reduce('ReduceSum', build.mul(replaced(weight), gradient), [isTransposed ? 1 : 0]);
  }
  return undefined;
}
