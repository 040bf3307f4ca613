import { isBroadcasting, isUnary } from '../../graph/elementwise.ts';
import { topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';

/** Numbers of what the axes of matrices count: equal for axes that count the same thing. */
export type AxisClasses = (matrix: Node, axis: number) => number;

/**
 * Follows axes of matrices through the graph: samples are samples before and after an activation, features those of
 * a layer in its output and in the rows of the next layer's weight.
 */
export function axisClasses(graph: Graph): AxisClasses {
  const parents = new Map<number, number>();
  const find = (key: number): number => {
    let root = key;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    if (root !== key) parents.set(key, root);
    return root;
  };
  const keyOf = ({ id }: Node, axis: number) => 2 * id + axis;
  const unite = (a: Node, axisOfA: number, b: Node, axisOfB: number) => {
    const [left, right] = [find(keyOf(a, axisOfA)), find(keyOf(b, axisOfB))];
    if (left !== right) parents.set(Math.max(left, right), Math.min(left, right));
  };
  for (const node of topologicalOrder(graph)) {
    if (isMatrix(node)) uniteAxes(node, unite);
  }
  return (matrix, axis) => find(keyOf(matrix, axis));
}

export const isMatrix = ({ shape }: Node) => shape.length === 2;

function uniteAxes(node: Node, unite: (a: Node, axisOfA: number, b: Node, axisOfB: number) => void): void {
  if (node.op === 'MatMul') {
    const [a, b] = node.inputs;
    const [rows, columns] = [Number(node.attributes.transposeA), Number(!node.attributes.transposeB)];
    if (!isMatrix(a) || !isMatrix(b)) return;
    unite(node, 0, a, rows);
    unite(node, 1, b, columns);
    unite(a, 1 - rows, b, 1 - columns);
    return;
  }
  if (node.op === 'Transpose') {
    const { permutation } = node.attributes;
    for (const axis of [0, 1]) unite(node, axis, node.inputs[0], permutation[axis]);
    return;
  }
  const keepsAxes =
    isUnary(node.op) ||
    isBroadcasting(node.op) ||
    ['BroadcastTo', 'Concat', 'Slice', 'Pad'].includes(node.op);
  if (!keepsAxes) return;
  const joins = node.op === 'Concat' ? node.attributes.axis : undefined;
  for (const input of node.inputs.filter(isMatrix)) {
    for (const axis of [0, 1]) {
      if (input.shape[axis] === node.shape[axis] ? node.shape[axis] > 1 : axis === joins)
        unite(node, axis, input, axis);
    }
  }
}
