import type { Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/**
 * A row and a column of the same entries lie in memory alike. Where one operand of a product is a vector, it is reshaped
 * instead of transposed: the runtime has fast products with vectors for operands that are not transposed.
 */
export const straightenVectors = rewritingEach((node, build) => {
  if (node.op !== 'MatMul' || node.shape.length !== 2) return node;
  const { transposeA, transposeB } = node.attributes;
  const straight = (side: number, isTransposed: boolean) => {
    const operand = node.inputs[side];
    const isVector = operand.shape.length === 2 && operand.shape.includes(1);
    return isTransposed && isVector ? reshaped(operand) : { operand, isTransposed };
  };
  const reshaped = (x: Node) => ({ operand: build.reshape(x, [...x.shape].reverse()), isTransposed: false });
  const [a, b] = [straight(0, transposeA), straight(1, transposeB)];
  return build.matMul(a.operand, b.operand, { transposeA: a.isTransposed, transposeB: b.isTransposed });
});
