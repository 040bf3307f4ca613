import type { GraphBuilder } from '../../graph/builder.ts';
import { sameShape, sizeOf, type Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/** Reductions of tensors up to this many elements are merged: there the calls cost more than the additions. */
const smallElements = 8192;

/**
 * Gradients of slices arrive as a chain of sums of padded pieces, and gradients of a bias as a sum of reductions.
 * Pieces that touch are concatenated, pieces of the same place added before padding, small reductions after adding.
 */
export const mergeSums = rewritingEach((node, build) => {
  if (node.op !== 'Add') return node;
  const [a, b] = node.inputs;
  if (!sameShape(a.shape, b.shape)) return node;
  return mergePads(a, b, build) ?? mergeReductions(a, b, build) ?? node;
});

function mergeReductions(a: Node, b: Node, build: GraphBuilder): Node | undefined {
  if (a.op !== 'ReduceSum' || b.op !== 'ReduceSum') return undefined;
  const [x, y] = [a.inputs[0], b.inputs[0]];
  const { axes } = a.attributes;
  const alike = sameShape(x.shape, y.shape) && axes.join() === b.attributes.axes.join();
  if (!alike || sizeOf(x.shape) > smallElements) return undefined;
  return build.reduce('ReduceSum', build.add(x, y), axes);
}

/** The sum of a padded piece and another, or of one and a sum that holds a piece it touches. */
function mergePads(a: Node, b: Node, build: GraphBuilder): Node | undefined {
  if (a.op === 'Pad' && b.op === 'Pad') return joined(a, b, build);
  const [sum, piece] = a.op === 'Add' ? [a, b] : [b, a];
  if (sum.op !== 'Add' || piece.op !== 'Pad') return undefined;
  const [first, second] = sum.inputs;
  if (!sameShape(first.shape, second.shape)) return undefined;
  const intoFirst = mergePads(first, piece, build);
  if (intoFirst !== undefined) return build.add(intoFirst, second);
  const intoSecond = mergePads(second, piece, build);
  return intoSecond === undefined ? undefined : build.add(first, intoSecond);
}

interface Piece {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  readonly x: Node;
}

/** Where a zero-padded tensor lies, when it is padded along one axis. */
function pieceOf(pad: Node<'Pad'>): Piece | undefined {
  const [x] = pad.inputs;
  const { before, value } = pad.attributes;
  const padded = pad.shape.map((_, axis) => axis).filter((axis) => pad.shape[axis] !== x.shape[axis]);
  if (value !== 0 || padded.length !== 1) return undefined;
  const [axis] = padded;
  return { axis, from: before[axis], to: before[axis] + x.shape[axis], x };
}

function joined(a: Node<'Pad'>, b: Node<'Pad'>, build: GraphBuilder): Node | undefined {
  const pieces = [pieceOf(a), pieceOf(b)].filter((piece) => piece !== undefined);
  if (pieces.length < 2 || pieces[0].axis !== pieces[1].axis) return undefined;
  const [left, right] = pieces.sort((p, q) => p.from - q.from);
  const { axis, from } = left;
  const place = (x: Node, to: number) =>
    build.pad(
      x,
      a.shape.map((_, i) => (i === axis ? from : 0)),
      a.shape.map((length, i) => (i === axis ? length - to : 0)),
    );
  if (left.from === right.from && left.to === right.to) return place(build.add(left.x, right.x), left.to);
  if (left.to === right.from) return place(build.concat([left.x, right.x], axis), right.to);
  return undefined;
}
