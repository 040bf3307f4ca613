import type { GraphBuilder } from '../../graph/builder.ts';
import { sameShape, sizeOf, type Node } from '../../graph/graph.ts';

/** A matrix whose rows or columns are multiplied by the entries of a vector. */
export interface Scaling {
  readonly matrix: Node;
  readonly vector: Node;
}

/** A node as a matrix times a vector that varies along one of its axes only; undefined for any other. */
export function scalingAlong(node: Node, axis: number): Scaling | undefined {
  if (node.op !== 'Mul' || node.shape.length !== 2 || node.dtype !== 'float32') return undefined;
  const [a, b] = node.inputs;
  if (sameShape(a.shape, node.shape) && variesAlong(b, axis, node)) return { matrix: a, vector: b };
  if (sameShape(b.shape, node.shape) && variesAlong(a, axis, node)) return { matrix: b, vector: a };
  return undefined;
}

/** Whether a factor of a matrix has one entry for each position along the axis, and is the same along the other. */
export function variesAlong(factor: Node, axis: number, { shape }: Node): boolean {
  if (shape[axis] === 1 || shape[1 - axis] === 1 || sizeOf(factor.shape) !== shape[axis]) return false;
  return factor.shape[factor.shape.length - 2 + axis] === shape[axis];
}

/** A vector as a factor of the positions along an axis of a matrix. */
export function alongAxis(vector: Node, axis: number, build: GraphBuilder): Node {
  const length = sizeOf(vector.shape);
  return build.reshape(vector, axis === 0 ? [length, 1] : [1, length]);
}

/** Of an operand of a product, the axis that the result keeps. */
export const keptAxis = ({ attributes }: Node<'MatMul'>, side: number) =>
  Number(side === 0 ? attributes.transposeA : !attributes.transposeB);

/** A product of two matrices of float32. */
export const isMatrixProduct = (node: Node): node is Node<'MatMul'> =>
  node.op === 'MatMul' && node.dtype === 'float32' && node.inputs.every(({ shape }) => shape.length === 2);
