import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/** Matrix products with as few batch axes and transpositions as possible: plain ones run fastest. */
export const canonicaliseMatMul = rewritingEach((node, build) => {
  if (node.op !== 'MatMul') return node;
  return foldTransposes(node, build) ?? flattenBatch(node, build) ?? node;
});

/** A transposition of the last two axes becomes a flag. */
function foldTransposes(node: Node<'MatMul'>, build: GraphBuilder): Node | undefined {
  const [a, b] = node.inputs;
  const { transposeA, transposeB } = node.attributes;
  if (swapsLastTwo(a)) return build.matMul(a.inputs[0], b, { transposeA: !transposeA, transposeB });
  if (swapsLastTwo(b)) return build.matMul(a, b.inputs[0], { transposeA, transposeB: !transposeB });
  return undefined;
}

function swapsLastTwo(x: Node): x is Node<'Transpose'> {
  if (x.op !== 'Transpose') return false;
  const { permutation } = x.attributes;
  const rank = permutation.length;
  return permutation.every((from, to) => from === (to < rank - 2 ? to : 2 * rank - 3 - to));
}

/** Where only the left operand has a batch, its batch axes are more rows; where neither has, they go. */
function flattenBatch(node: Node<'MatMul'>, build: GraphBuilder): Node | undefined {
  const [a, b] = node.inputs;
  const { transposeA, transposeB } = node.attributes;
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (node.shape.length === 2 || sizeOf(batchB) !== 1) return undefined;
  const matrixB = build.reshape(b, b.shape.slice(-2));
  if (sizeOf(batchA) === 1) {
    const matrixA = build.reshape(a, a.shape.slice(-2));
    return build.reshape(build.matMul(matrixA, matrixB, { transposeA, transposeB }), node.shape);
  }
  if (transposeA) return undefined;
  const [rows, inner] = a.shape.slice(-2);
  const stacked = build.reshape(a, [sizeOf(batchA) * rows, inner]);
  return build.reshape(build.matMul(stacked, matrixB, { transposeB }), node.shape);
}
