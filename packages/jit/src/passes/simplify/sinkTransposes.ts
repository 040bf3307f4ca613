import type { GraphBuilder } from '../../graph/builder.ts';
import { isBroadcasting, isReduction, isUnary } from '../../graph/elementwise.ts';
import { sameShape, type Node, type Shape } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';
import { inversePermutation, withoutAxes } from '../../graph/shapes.ts';

/**
 * Moves transpositions towards the outputs, through whatever does not care, so that opposite ones meet. An operation
 * of several operands is passed where that saves more than the transpositions it takes for the other operands cost.
 */
export const sinkTransposes = rewritingEach((node, build) => {
  if (isUnary(node.op)) return throughUnary(node, build);
  if (isBroadcasting(node.op)) return throughBroadcasting(node, build);
  if (isReduction(node.op)) return throughReduction(node as Node<'ReduceSum'>, build);
  if (node.op === 'Concat') return throughConcat(node, build);
  if (node.op === 'Slice' || node.op === 'Pad') return throughSliceOrPad(node, build);
  if (node.op === 'Reshape') return throughReshape(node, build);
  return node;
});

const permuted = (shape: Shape, permutation: readonly number[]) => permutation.map((axis) => shape[axis]);

function throughUnary(node: Node, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op !== 'Transpose') return node;
  const [source] = x.inputs;
  const applied = build.node(node.op, [source], node.attributes, source.shape, node.dtype);
  return build.transpose(applied, x.attributes.permutation);
}

function throughBroadcasting(node: Node, build: GraphBuilder): Node {
  const whole = node.inputs.filter((input) => sameShape(input.shape, node.shape));
  const moved = whole.find((input) => input.op === 'Transpose');
  if (moved === undefined) return node;
  const { permutation } = moved.attributes;
  const saved = whole.reduce((sum, input) => {
    const isMoved = input.op === 'Transpose' && input.attributes.permutation.join() === permutation.join();
    return sum + (isMoved ? costOf(input.inputs[0]) : -costOf(input));
  }, 0);
  // What costs as much on either side would go back and forth for ever.
  if (saved <= 0) return node;
  const inverse = inversePermutation(permutation);
  const inputs = node.inputs.map((input) => beforeTranspose(input, permutation, inverse, build));
  const shape = permuted(node.shape, inverse);
  return build.transpose(build.node(node.op, inputs, node.attributes, shape, node.dtype), permutation);
}

/** What transposing a node costs: less for an argument or a constant, which is transposed once for all its uses. */
const costOf = (x: Node) => (isGiven(x) ? 1 : 2);

const isGiven = (x: Node): boolean =>
  x.op === 'Reshape' || x.op === 'Slice'
    ? isGiven(x.inputs[0])
    : ['Input', 'Constant', 'Fill'].includes(x.op);

/** The operand as it was before the transposition, broadcasting to as many axes. */
function beforeTranspose(
  x: Node,
  permutation: readonly number[],
  inverse: readonly number[],
  build: GraphBuilder,
): Node {
  const rank = permutation.length;
  if (x.op === 'Transpose' && x.attributes.permutation.join() === permutation.join()) return x.inputs[0];
  const trailing = permutation.slice(rank - x.shape.length);
  if (trailing.every((from, i) => from === rank - x.shape.length + i)) return x;
  const padded = build.reshape(x, [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape]);
  return build.transpose(padded, inverse);
}

function throughReduction(node: Node<'ReduceSum'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op !== 'Transpose') return node;
  const { permutation } = x.attributes;
  const axes = node.attributes.axes.map((axis) => permutation[axis]).sort((a, b) => a - b);
  const reduced = build.reduce(node.op, x.inputs[0], axes);
  const kept = withoutAxes(
    permutation.map((_, axis) => axis),
    axes,
  );
  const order = permutation.filter((axis) => !axes.includes(axis)).map((axis) => kept.indexOf(axis));
  return build.transpose(reduced, order);
}

function throughConcat(node: Node<'Concat'>, build: GraphBuilder): Node {
  const moved = node.inputs.filter((input) => input.op === 'Transpose');
  if (moved.length * 2 <= node.inputs.length) return node;
  const { permutation } = moved[0].attributes;
  const inverse = inversePermutation(permutation);
  const parts = node.inputs.map((input) => beforeTranspose(input, permutation, inverse, build));
  return build.transpose(build.concat(parts, permutation[node.attributes.axis]), permutation);
}

function throughSliceOrPad(node: Node<'Slice' | 'Pad'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op !== 'Transpose') return node;
  const { permutation } = x.attributes;
  const inverse = inversePermutation(permutation);
  const shape = permuted(node.shape, inverse);
  const attributes =
    node.op === 'Slice'
      ? {
          begin: permuted(node.attributes.begin, inverse),
          strides: permuted(node.attributes.strides, inverse),
        }
      : { before: permuted(node.attributes.before, inverse), value: node.attributes.value };
  return build.transpose(build.node(node.op, x.inputs, attributes, shape, node.dtype), permutation);
}

/** A reshape that splits axes, or merges axes that were neighbours before, can happen before the transposition. */
function throughReshape(node: Node<'Reshape'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op !== 'Transpose') return node;
  const groups = groupAxes(x.shape, node.shape);
  if (groups === undefined) return node;
  const { permutation } = x.attributes;
  const sources = groups.map(({ from }) => from.map((axis) => permutation[axis]));
  const together = sources.every((axes) => axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1));
  if (!together) return node;
  // Groups in the order in which their axes stand before the transposition.
  const order = groups.map((_, i) => i).sort((a, b) => sources[a][0] - sources[b][0]);
  const shape = order.flatMap((group) => groups[group].to.map((axis) => node.shape[axis]));
  const startOf = new Map<number, number>();
  let start = 0;
  for (const group of order) {
    startOf.set(group, start);
    start += groups[group].to.length;
  }
  const after = groups.flatMap(({ to }, group) => to.map((_, i) => (startOf.get(group) ?? 0) + i));
  return build.transpose(build.reshape(x.inputs[0], shape), after);
}

interface AxisGroup {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Smallest runs of axes of both shapes with the same number of elements; undefined with axes of length 1 or 0. */
function groupAxes(from: Shape, to: Shape): AxisGroup[] | undefined {
  if ([...from, ...to].some((length) => length <= 1)) return undefined;
  const groups: AxisGroup[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const group = { from: [i], to: [j] };
    let [left, right] = [from[i++], to[j++]];
    while (left !== right) {
      if (left < right) {
        left *= from[i];
        group.from.push(i++);
      } else {
        right *= to[j];
        group.to.push(j++);
      }
    }
    groups.push(group);
  }
  return groups;
}
