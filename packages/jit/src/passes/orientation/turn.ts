import type { GraphBuilder } from '../../graph/builder.ts';
import { isBroadcasting, isReduction, isUnary } from '../../graph/elementwise.ts';
import { topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { isMatrix } from './axisClasses.ts';

const swap = [1, 0];
const swapped = <T>([first, second]: readonly T[]): T[] => [second, first];

/** The same graph with the matrices that `isTurned` picks kept as their transposes throughout. */
export function turn(graph: Graph, isTurned: (matrix: Node) => boolean, build: GraphBuilder): Graph {
  const upright = new Map<Node, Node>();
  const turned = new Map<Node, Node>();
  const views: Views = {
    build,
    upright: (node) => upright.get(node) ?? build.transpose(turned.get(node) ?? node, swap),
    turned: (node) => turned.get(node) ?? transposed(upright.get(node) ?? node, build),
    isTurned: (node) => turned.has(node),
  };
  for (const node of topologicalOrder(graph)) {
    const made = isMatrix(node) && isTurned(node) ? turnedNode(node, views) : undefined;
    if (made !== undefined) turned.set(node, made);
    else upright.set(node, uprightNode(node, views));
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(views.upright) };
}

interface Views {
  readonly build: GraphBuilder;
  /** The node as it was. */
  readonly upright: (node: Node) => Node;
  /** The transpose of a matrix. */
  readonly turned: (node: Node) => Node;
  /** Whether a matrix is kept as its transpose. */
  readonly isTurned: (node: Node) => boolean;
}

/** The transpose of a matrix; a row or column need not move. */
const transposed = (x: Node, build: GraphBuilder) =>
  x.shape.includes(1) ? build.reshape(x, swapped(x.shape)) : build.transpose(x, swap);

/** The transpose of what the node computes; undefined for an operation that cannot compute it directly. */
function turnedNode(node: Node, views: Views): Node | undefined {
  const { build, turned } = views;
  const [x] = node.inputs;
  if (node.op === 'MatMul') return product(node, views, true);
  if (isUnary(node.op) || isBroadcasting(node.op)) {
    return build.node(node.op, node.inputs.map((input) => alongTurned(input, views)), node.attributes, swapped(node.shape), node.dtype); // oxfmt-ignore
  }
  switch (node.op) {
    case 'BroadcastTo':
      return build.broadcastTo(alongTurned(x, views), swapped(node.shape));
    case 'Concat':
      return build.concat(node.inputs.map(turned), 1 - node.attributes.axis);
    case 'Slice': {
      const { begin, strides } = node.attributes;
      return build.slice(turned(x), swapped(begin), swapped(node.shape), swapped(strides));
    }
    case 'Pad': {
      const attributes = { ...node.attributes, before: swapped(node.attributes.before) };
      return build.node('Pad', [turned(x)], attributes, swapped(node.shape), node.dtype);
    }
    case 'Transpose':
      return views.upright(x);
    default:
      return transposed(uprightNode(node, views), build);
  }
}

/** An operand of an elementwise operation on transposes. */
function alongTurned(x: Node, { build, upright, turned }: Views): Node {
  if (isMatrix(x)) return turned(x);
  const [length] = x.shape;
  return x.shape.length === 1 ? build.reshape(upright(x), [length, 1]) : upright(x);
}

/** The node as it was, from matrices of which some are kept as their transposes. */
function uprightNode(node: Node, views: Views): Node {
  const { build, upright, turned } = views;
  const [x] = node.inputs;
  if (node.inputs.every((input) => !views.isTurned(input))) return build.copy(node, node.inputs.map(upright));
  if (node.op === 'MatMul' && isMatrix(node)) return product(node, views, false);
  if (isReduction(node.op) && 'axes' in node.attributes) {
    const { axes } = node.attributes;
    if (axes.length > 1) return build.reduce(node.op as 'ReduceSum', turned(x), axes);
    return build.reduce(node.op as 'ReduceSum', turned(x), [1 - axes[0]]);
  }
  if (node.op === 'Reshape' && x.shape.includes(1)) return build.reshape(turned(x), node.shape);
  if (node.op === 'Transpose') return turned(x);
  return build.copy(node, node.inputs.map(upright));
}

/** A product, or its transpose bᵀ·aᵀ, of operands as they are kept. */
function product(
  node: Node<'MatMul'>,
  { build, upright, turned, isTurned }: Views,
  isResultTurned: boolean,
): Node {
  const operands = node.inputs.map((input, side) => {
    const flag = side === 0 ? node.attributes.transposeA : node.attributes.transposeB;
    return isTurned(input)
      ? { x: turned(input), isTransposed: flag === isResultTurned }
      : { x: upright(input), isTransposed: flag !== isResultTurned };
  });
  const [a, b] = isResultTurned ? swapped(operands) : operands;
  return build.matMul(a.x, b.x, { transposeA: a.isTransposed, transposeB: b.isTransposed });
}
