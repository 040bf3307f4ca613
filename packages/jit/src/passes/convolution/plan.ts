import type { ConvolutionShapes, PointPlan, Plan } from './plans.ts';
import type { Window } from '../../graph/graph.ts';
import { kronecker, matrixFrom } from '../../graph/matrix.ts';
import { pointCost, tapCost } from './costModel.ts';
import { tapTransform, winogradApplies, winogradTransform, type AxisTransform } from './winograd.ts';

/** The plan that the cost model prefers; exactly rounded ones only, where asked for. */
export function choosePlan(
  shapes: ConvolutionShapes,
  exact: boolean,
  // Products with taps spread what is not finite; sums over points need not.
  kinds: readonly Plan['kind'][] = exact ? ['points'] : ['points', 'taps'],
): Plan {
  const points = pointPlan(shapes, exact);
  const candidates: readonly { plan: Plan; cost: number }[] = [
    { plan: points, cost: pointCost(points, shapes) },
    { plan: { kind: 'taps', small: 'x' }, cost: tapCost('x', shapes) },
    { plan: { kind: 'taps', small: 'y' }, cost: tapCost('y', shapes) },
  ];
  return candidates
    .filter(({ plan }) => kinds.includes(plan.kind))
    .reduce((best, other) => (other.cost < best.cost ? other : best)).plan;
}

/** Maps up to this many pixels are transformed by one matrix over height and width together. */
const jointPixels = 16;

/** Tiles are grouped while each product still has as many rows as this. */
const fewestRows = 300;

function pointPlan({ window, x, y }: ConvolutionShapes, exact: boolean): PointPlan {
  const isPointwise = [window.rows, window.columns].every(
    ({ kernel, stride, before }) => kernel === 1 && stride === 1 && before === 0,
  );
  const joint = isPointwise || (x[1] * x[2] <= jointPixels && y[1] * y[2] <= jointPixels);
  const transform = (axis: Window['rows'], inputs: number, outputs: number) =>
    !exact && !joint && winogradApplies(axis, inputs, outputs)
      ? winogradTransform(axis, inputs, groupsOf(inputs / 4, x[0]))
      : tapTransform(axis, inputs, outputs);
  const rows = transform(window.rows, x[1], y[1]);
  const columns = transform(window.columns, x[2], y[2]);
  const filter = kronecker(rows.filter, columns.filter);
  if (!joint) return { kind: 'points', rows, columns, joint, filter, sumsPoints: false };
  return { kind: 'points', ...joined(rows, columns), joint: true, filter, sumsPoints: true };
}

/** As many groups of tiles as leave two tiles in each, where the products of a group stay large. */
function groupsOf(tiles: number, batch: number): number {
  return tiles % 2 === 0 && 2 * batch >= fewestRows ? tiles / 2 : 1;
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
    rows: { points, tiles, groups: 1, input, filter: one, output: one },
    columns: { points: 1, tiles: 1, groups: 1, input: one, filter: one, output: one },
  };
}
