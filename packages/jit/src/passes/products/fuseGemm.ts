import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sameShape, type Node, type Shape } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';

/** A plain matrix product that is only added to something becomes one operation with it. */
export const fuseGemm: Pass = (graph, build) => {
  const uses = countUses(graph);
  const onceUsed = (original: Node) => uses.get(original) === 1;
  return rewriting((node, builder, original) => fuse(node, builder, original, onceUsed))(graph, build);
};

function fuse(node: Node, build: GraphBuilder, original: Node, onceUsed: (original: Node) => boolean): Node {
  if (node.op !== 'Add' || node.dtype !== 'float32') return node;
  for (const [at, other] of [
    [0, 1],
    [1, 0],
  ]) {
    const product = node.inputs[at];
    const addend = node.inputs[other];
    if (product.op !== 'MatMul' || !isPlain(product) || !sameShape(product.shape, node.shape)) continue;
    if (!onceUsed(original.inputs[at]) || !fits(addend.shape, node.shape)) continue;
    return build.node('Gemm', [...product.inputs, addend], product.attributes, node.shape, 'float32');
  }
  return node;
}

const isPlain = ({ inputs, shape }: Node) =>
  shape.length === 2 && inputs.every((input) => input.shape.length === 2);

/** Broadcasts to the product without changing its shape. */
const fits = (addend: Shape, product: Shape) =>
  addend.length <= 2 &&
  addend.every((length, i) => length === 1 || length === product[2 - addend.length + i]);
