import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { broadcastShapes } from '../../graph/shapes.ts';
import { canMerge, isMovable } from '../simplify/ranges.ts';

/** A product as its factors: one number, and the nodes that are multiplied with it. */
export interface Factors {
  readonly scale: number;
  readonly nodes: readonly Node[];
}

/** True for nodes that only one other node reads: they may be computed in another way. */
export type IsPrivate = (node: Node) => boolean;

/**
 * The factors of a node: those of a product's operands too, where nothing else reads them. A product with a constant that
 * must stay where it is, is a factor itself.
 */
export function factorsOf(node: Node, isPrivate: IsPrivate): Factors {
  let scale = 1;
  const nodes: Node[] = [];
  const visit = (part: Node, isRoot: boolean) => {
    if (part.op === 'Fill') scale *= part.attributes.value;
    else if (
      part.op === 'Mul' &&
      (isRoot || isPrivate(part)) &&
      part.inputs.every((x) => canMove(x, scale))
    ) {
      for (const input of part.inputs) visit(input, false);
    } else if (part.op === 'Neg' && (isRoot || isPrivate(part))) {
      scale = -scale;
      visit(part.inputs[0], false);
    } else nodes.push(part);
  };
  visit(node, true);
  return { scale, nodes };
}

/** Anything but a constant whose product with the scale would be out of the range in which factors may move. */
const canMove = (x: Node, scale: number) =>
  x.op !== 'Fill' || (isMovable(x.attributes.value) && canMerge(scale, x.attributes.value));

/**
 * The product of the factors with as little work as possible: small factors first, so that the number meets the
 * smallest, and is left for last (where a matrix product can take it in) if all are of one size.
 */
export function productOf({ scale, nodes }: Factors, build: GraphBuilder): Node | undefined {
  const sorted = [...nodes].sort((a, b) => sizeOf(a.shape) - sizeOf(b.shape) || b.id - a.id);
  if (sorted.length === 0) return undefined;
  const largest = sizeOf(sorted[sorted.length - 1].shape);
  const scaled = (x: Node) => (scale === 1 ? x : build.mul(x, build.fill(scale, [])));
  const scaleFirst = sizeOf(sorted[0].shape) < largest;
  if (scaleFirst) sorted[0] = scaled(sorted[0]);
  const product = sorted.reduce((sofar, factor) => build.mul(factor, sofar));
  return scaleFirst ? product : scaled(product);
}

/** The shape of the product. */
export const shapeOf = ({ nodes }: Factors): number[] =>
  broadcastShapes([], ...nodes.map(({ shape }) => shape));
