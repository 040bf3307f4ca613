import type { GraphBuilder } from '../../graph/builder.ts';
import type { Matrix, Node, Window } from '../../graph/graph.ts';
import { isIdentity, kronecker, matrixFrom, transposed } from '../../graph/matrix.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { tapTransform, winogradApplies, winogradTransform, type AxisTransform } from './winograd.ts';

export interface ConvolutionOptions {
  /** Use plain sums over taps everywhere: no Winograd rounding, about a third of the speed. */
  readonly exact: boolean;
}

/**
 * Convolutions and both their gradients as batched matrix products between constant transforms of the axes, on
 * activations laid out [H,W,N,C]: the transforms of x and dy are the same nodes wherever they are needed.
 */
export function expandConvolutions({ exact }: ConvolutionOptions): Pass {
  const planned = new Map<string, Plan>();
  const planFor = (window: Window, x: readonly number[], y: readonly number[]) => {
    const key = JSON.stringify([window, x[1], x[2], y[1], y[2]]);
    let plan = planned.get(key);
    if (plan === undefined) planned.set(key, (plan = makePlan(window, x, y, exact)));
    return plan;
  };
  return rewriting((node, build) => {
    switch (node.op) {
      case 'Conv2D': {
        const [x, filter] = node.inputs;
        return forward(build, x, filter, planFor(node.attributes.window, x.shape, node.shape), node.shape);
      }
      case 'Conv2DInputGradient': {
        const [dy, filter] = node.inputs;
        const plan = planFor(node.attributes.window, node.shape, dy.shape);
        return inputGradient(build, dy, filter, plan, node.shape);
      }
      case 'Conv2DFilterGradient': {
        const [x, dy] = node.inputs;
        return filterGradient(build, x, dy, planFor(node.attributes.window, x.shape, dy.shape), node.shape);
      }
      default:
        return node;
    }
  });
}

/** Maps up to this many pixels are transformed by one matrix over height and width together. */
const jointPixels = 16;

interface Plan {
  readonly rows: AxisTransform;
  readonly columns: AxisTransform;
  /** Both axes as one: rows transform the pixels, columns are trivial. */
  readonly joint: boolean;
  /** [points of rows and columns, kernel height · width] */
  readonly filter: Matrix;
  /** The outputs are plain sums over the points. */
  readonly sumsPoints: boolean;
}

function makePlan(window: Window, x: readonly number[], y: readonly number[], exact: boolean): Plan {
  const isPointwise = [window.rows, window.columns].every(
    ({ kernel, stride, before }) => kernel === 1 && stride === 1 && before === 0,
  );
  const joint = isPointwise || (x[1] * x[2] <= jointPixels && y[1] * y[2] <= jointPixels);
  const transform = (axis: Window['rows'], inputs: number, outputs: number) =>
    !exact && !joint && winogradApplies(axis, inputs, outputs)
      ? winogradTransform(axis, inputs)
      : tapTransform(axis, inputs, outputs);
  const rows = transform(window.rows, x[1], y[1]);
  const columns = transform(window.columns, x[2], y[2]);
  const filter = kronecker(rows.filter, columns.filter);
  if (!joint) return { rows, columns, joint, filter, sumsPoints: false };
  return { ...joined(rows, columns), joint: true, filter, sumsPoints: true };
}

/** Points and tiles of both axes in the order (row point, column point, row tile, column tile). */
function joined(
  rows: AxisTransform,
  columns: AxisTransform,
): { rows: AxisTransform; columns: AxisTransform } {
  const [points, tiles] = [rows.points * columns.points, rows.tiles * columns.tiles];
  const both = kronecker(rows.input, columns.input);
  const input = matrixFrom(points * tiles, both.columns, (row, column) => {
    const [point, tile] = [Math.floor(row / tiles), row % tiles];
    const u = Math.floor(point / columns.points) * rows.tiles + Math.floor(tile / columns.tiles);
    const v = (point % columns.points) * columns.tiles + (tile % columns.tiles);
    return both.data[(u * columns.input.rows + v) * both.columns + column];
  });
  const one = matrixFrom(1, 1, () => 1);
  return {
    rows: { points, tiles, input, filter: one, output: one },
    columns: { points: 1, tiles: 1, input: one, filter: one, output: one },
  };
}

const toPlanes = (build: GraphBuilder, x: Node) => build.transpose(x, [1, 2, 0, 3]);
const toBatch = (build: GraphBuilder, x: Node) => build.transpose(x, [2, 0, 1, 3]);

/** x [N,H,W,C] at the points, [row points, row tiles, column points, column tiles · N, C]. */
function atPoints(build: GraphBuilder, x: Node, { rows, columns, joint }: Plan): Node {
  const [n, h, w, c] = x.shape;
  const planes = toPlanes(build, x);
  const pixels = joint ? build.reshape(planes, [h * w, 1, n, c]) : planes;
  return byPoint(build, build.spatialMap(pixels, rows.input, columns.input), rows, columns);
}

/** dy [N,OH,OW,O] spread over the points, as {@link atPoints}; one slice for all points where they just add up. */
function spreadOverPoints(build: GraphBuilder, dy: Node, { rows, columns, sumsPoints }: Plan): Node {
  const [n, oh, ow, o] = dy.shape;
  const planes = toPlanes(build, dy);
  if (sumsPoints) return build.reshape(planes, [1, 1, 1, oh * ow * n, o]);
  const spread = build.spatialMap(planes, transposed(rows.output), transposed(columns.output));
  return byPoint(build, spread, rows, columns);
}

/** Splits the leading axes; tiles of rows join the product's rows where nothing stands between. */
function byPoint(build: GraphBuilder, x: Node, rows: AxisTransform, columns: AxisTransform): Node {
  const [, , n, c] = x.shape;
  return columns.points === 1
    ? build.reshape(x, [rows.points, 1, 1, rows.tiles * columns.tiles * n, c])
    : build.reshape(x, [rows.points, rows.tiles, columns.points, columns.tiles * n, c]);
}

/** Filter [kh,kw,C,O] at the points, [row points, 1, column points, C, O]. */
function filterAtPoints(build: GraphBuilder, filter: Node, plan: Plan): Node {
  const [kh, kw, c, o] = filter.shape;
  const flat = build.reshape(filter, [kh * kw, c * o]);
  const points = isIdentity(plan.filter) ? flat : build.matMul(build.matrix(plan.filter), flat);
  return build.reshape(points, [plan.rows.points, 1, plan.columns.points, c, o]);
}

function forward(build: GraphBuilder, x: Node, filter: Node, plan: Plan, shape: readonly number[]): Node {
  const [n, oh, ow, o] = shape;
  const { rows, columns } = plan;
  const products = build.matMul(atPoints(build, x, plan), filterAtPoints(build, filter, plan));
  if (plan.sumsPoints) {
    const sums = build.reduce('ReduceSum', products, [0]);
    return toBatch(build, build.reshape(sums, [oh, ow, n, o]));
  }
  const points = build.reshape(products, [rows.points * rows.tiles, columns.points * columns.tiles, n, o]);
  return toBatch(build, build.spatialMap(points, rows.output, columns.output));
}

function inputGradient(
  build: GraphBuilder,
  dy: Node,
  filter: Node,
  plan: Plan,
  shape: readonly number[],
): Node {
  const [n, h, w, c] = shape;
  const { rows, columns } = plan;
  const products = build.matMul(spreadOverPoints(build, dy, plan), filterAtPoints(build, filter, plan), {
    transposeB: true,
  });
  const points = build.reshape(products, [rows.points * rows.tiles, columns.points * columns.tiles, n, c]);
  const planes = build.spatialMap(points, transposed(rows.input), transposed(columns.input));
  return toBatch(build, build.reshape(planes, [h, w, n, c]));
}

function filterGradient(build: GraphBuilder, x: Node, dy: Node, plan: Plan, shape: readonly number[]): Node {
  const [, , c, o] = shape;
  const products = build.matMul(atPoints(build, x, plan), spreadOverPoints(build, dy, plan), {
    transposeA: true,
  });
  const summed = build.reduce('ReduceSum', products, [1]);
  const points = build.reshape(summed, [plan.filter.rows, c * o]);
  const taps = isIdentity(plan.filter) ? points : build.matMul(build.matrix(transposed(plan.filter)), points);
  return build.reshape(taps, shape);
}
