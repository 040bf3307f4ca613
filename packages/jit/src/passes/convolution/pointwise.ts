import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { isIdentity, transposed } from '../../graph/matrix.ts';
import type { ConvolutionForms } from './forms.ts';
import type { ConvolutionShapes, PointPlan } from './plans.ts';

/** Batched products at the points of transformed images, on activations laid out [H,W,N,C]. */
export function pointForms(plan: PointPlan, { x, filter, y }: ConvolutionShapes): ConvolutionForms {
  const { rows, columns, sumsPoints } = plan;
  const [pointRows, pointColumns] = [rows.points * rows.tiles, columns.points * columns.tiles];
  return {
    forward(build, image, weights) {
      const [n, oh, ow, o] = y;
      const products = build.matMul(atPoints(build, image, plan), filterAtPoints(build, weights, plan));
      if (sumsPoints) {
        const sums = build.reduce('ReduceSum', products, [0]);
        return toBatch(build, build.reshape(sums, [oh, ow, n, o]));
      }
      const points = build.reshape(products, [pointRows, pointColumns, n, o]);
      return toBatch(build, build.spatialMap(points, rows.output, columns.output));
    },
    inputGradient(build, dy, weights) {
      const [n, h, w, c] = x;
      const products = build.matMul(spreadOverPoints(build, dy, plan), filterAtPoints(build, weights, plan), {
        transposeB: true,
      });
      const points = build.reshape(products, [pointRows, pointColumns, n, c]);
      const planes = build.spatialMap(points, transposed(rows.input), transposed(columns.input));
      return toBatch(build, build.reshape(planes, [h, w, n, c]));
    },
    filterGradient(build, image, dy) {
      const [, , c, o] = filter;
      const products = build.matMul(atPoints(build, image, plan), spreadOverPoints(build, dy, plan), {
        transposeA: true,
      });
      const points = build.reshape(overTiles(build, products, plan), [plan.filter.rows, c * o]);
      const taps = isIdentity(plan.filter)
        ? points
        : build.matMul(build.matrix(transposed(plan.filter)), points);
      return build.reshape(taps, filter);
    },
  };
}

const toPlanes = (build: GraphBuilder, x: Node) => build.transpose(x, [1, 2, 0, 3]);
const toBatch = (build: GraphBuilder, x: Node) => build.transpose(x, [2, 0, 1, 3]);

/** x [N,H,W,C] at the points, [row points, row tiles, column points, column tiles · N, C], groups before points. */
function atPoints(build: GraphBuilder, x: Node, plan: PointPlan): Node {
  const [n, h, w, c] = x.shape;
  const planes = toPlanes(build, x);
  const pixels = plan.joint ? build.reshape(planes, [h * w, 1, n, c]) : planes;
  return byPoint(build, build.spatialMap(pixels, plan.rows.input, plan.columns.input), plan);
}

/** dy [N,OH,OW,O] spread over the points, as {@link atPoints}; one slice for all points where they just add up. */
function spreadOverPoints(build: GraphBuilder, dy: Node, plan: PointPlan): Node {
  const [n, oh, ow, o] = dy.shape;
  const planes = toPlanes(build, dy);
  if (plan.sumsPoints) return build.reshape(planes, [1, 1, 1, oh * ow * n, o]);
  const spread = build.spatialMap(planes, transposed(plan.rows.output), transposed(plan.columns.output));
  return byPoint(build, spread, plan);
}

/** Splits the leading axes; tiles of rows join the product's rows where nothing stands between. */
function byPoint(build: GraphBuilder, x: Node, { rows, columns }: PointPlan): Node {
  const [, , n, c] = x.shape;
  if (columns.points === 1) return build.reshape(x, [rows.points, 1, 1, rows.tiles * columns.tiles * n, c]);
  const inGroup = (axis: typeof rows) => axis.tiles / axis.groups;
  if (rows.groups === 1 && columns.groups === 1) {
    return build.reshape(x, [rows.points, rows.tiles, columns.points, columns.tiles * n, c]);
  }
  return build.reshape(x, [
    rows.groups,
    rows.points,
    inGroup(rows) * columns.groups,
    columns.points,
    inGroup(columns) * n,
    c,
  ]);
}

/**
 * The sum over the axes on which {@link byPoint} lays out tiles. Two axes with others in between are summed one after the
 * other: for each alone the runtime reads memory in order, which is seven times as fast.
 */
function overTiles(build: GraphBuilder, products: Node, { rows, columns }: PointPlan): Node {
  const isGrouped = columns.points > 1 && (rows.groups > 1 || columns.groups > 1);
  if (!isGrouped) return build.reduce('ReduceSum', products, [1]);
  const groups = build.reduce('ReduceSum', products, [2]);
  return build.reduce(
    'ReduceSum',
    build.reshape(groups, [rows.groups, sizeOf(groups.shape) / rows.groups]),
    [0],
  );
}

/** Filter [kh,kw,C,O] at the points, [row points, 1, column points, C, O]; broadcasts over groups. */
function filterAtPoints(build: GraphBuilder, filter: Node, plan: PointPlan): Node {
  const [kh, kw, c, o] = filter.shape;
  const flat = build.reshape(filter, [kh * kw, c * o]);
  const points = isIdentity(plan.filter) ? flat : build.matMul(build.matrix(plan.filter), flat);
  return build.reshape(points, [plan.rows.points, 1, plan.columns.points, c, o]);
}
