import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sameShape, type Node, type Shape } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { canMerge } from '../simplify/ranges.ts';

/**
 * A product of two matrices takes in what is done to it alone: a constant factor, and what it is added to or
 * subtracted from, with its own constant factor. alpha · a · b + beta · c is one operation.
 */
export const fuseGemm: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate = (original: Node) => uses.get(original) === 1;
  return rewriting((node, builder, original) => {
    if (node.dtype !== 'float32' || node.shape.length !== 2) return node;
    if (node.op === 'Mul') return scaled(node, builder, original, isPrivate) ?? node;
    if (node.op === 'Add' || node.op === 'Sub') return added(node, builder, original, isPrivate) ?? node;
    return node;
  })(graph, build);
};

/** A product without an addend. */
interface Product {
  readonly operands: readonly [Node, Node];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly alpha: number;
}

function productOf(node: Node): Product | undefined {
  if (node.op !== 'MatMul' && node.op !== 'Gemm') return undefined;
  if (node.inputs.length !== 2 || node.inputs.some(({ shape }) => shape.length !== 2)) return undefined;
  const [a, b] = node.inputs;
  const { transposeA, transposeB } = node.attributes;
  return { operands: [a, b], transposeA, transposeB, alpha: node.op === 'Gemm' ? node.attributes.alpha : 1 };
}

function scaled(
  node: Node<'Mul'>,
  build: GraphBuilder,
  original: Node,
  isPrivate: (original: Node) => boolean,
): Node | undefined {
  const [x, factor] = node.inputs;
  const product = productOf(x);
  if (product === undefined || factor.op !== 'Fill' || !isPrivate(original.inputs[0])) return undefined;
  const { operands, transposeA, transposeB } = product;
  if (!canMerge(product.alpha, factor.attributes.value)) return undefined;
  const alpha = product.alpha * factor.attributes.value;
  return build.node('Gemm', operands, { transposeA, transposeB, alpha, beta: 1 }, node.shape, 'float32');
}

function added(
  node: Node<'Add' | 'Sub'>,
  build: GraphBuilder,
  original: Node,
  isPrivate: (original: Node) => boolean,
): Node | undefined {
  // The product that was made last: the earlier one may be the sum so far.
  const order = node.inputs[0].id > node.inputs[1].id ? [0, 1] : [1, 0];
  for (const at of order) {
    const product = productOf(node.inputs[at]);
    if (product === undefined || !sameShape(node.inputs[at].shape, node.shape)) continue;
    if (!isPrivate(original.inputs[at])) continue;
    const addend = withoutFactor(node.inputs[1 - at], isPrivate(original.inputs[1 - at]));
    if (!fits(addend.x.shape, node.shape)) continue;
    const sign = (side: number) => (node.op === 'Sub' && side === 1 ? -1 : 1);
    const { operands, transposeA, transposeB } = product;
    const alpha = sign(at) * product.alpha;
    const beta = sign(1 - at) * addend.factor;
    return build.node(
      'Gemm',
      [...operands, addend.x],
      { transposeA, transposeB, alpha, beta },
      node.shape,
      'float32',
    );
  }
  return undefined;
}

/** A node as a constant factor times the rest, where nothing else needs it. */
function withoutFactor(node: Node, isPrivate: boolean): { readonly x: Node; readonly factor: number } {
  if (!isPrivate) return { x: node, factor: 1 };
  if (node.op === 'Neg') return { x: node.inputs[0], factor: -1 };
  if (node.op === 'Mul' && node.inputs[1].op === 'Fill' && sameShape(node.inputs[0].shape, node.shape)) {
    return { x: node.inputs[0], factor: node.inputs[1].attributes.value };
  }
  return { x: node, factor: 1 };
}

/** Broadcasts to the product without changing its shape. */
const fits = (addend: Shape, product: Shape) =>
  addend.length <= 2 &&
  addend.every((length, i) => length === 1 || length === product[2 - addend.length + i]);
