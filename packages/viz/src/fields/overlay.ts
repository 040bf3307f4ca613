import { drawRuns, runs, type Numbers } from '../chart/lines.ts';
import { directionMarks } from '../chart/trajectories.ts';
import type { Scale } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { checkGrid, nodeAt, type VectorGrid } from './grid.ts';

/** A trajectory drawn over a field. */
export interface FieldTrajectory {
  readonly q: Numbers;
  readonly p: Numbers;
}

/** Lines with direction marks, in one colour. */
export function drawTrajectories(
  name: string,
  trajectories: readonly FieldTrajectory[],
  x: Scale,
  y: Scale,
  colour: string,
): readonly SvgNode[] {
  return trajectories.flatMap(({ q, p }) => {
    if (q.length !== p.length) {
      throw new RangeError(
        `${name}: q and p of a trajectory must have the same length, but have ${q.length} and ${p.length}`,
      );
    }
    const found = runs(
      q.length,
      (i) => x.position(q[i] ?? NaN),
      (i) => y.position(p[i] ?? NaN),
    );
    const under = colour === 'on-map' ? drawRuns(found, { colour: 'under-map', width: 4, opacity: 0.3 }) : [];
    return [
      ...under,
      ...drawRuns(found, { colour, width: 2 }),
      ...directionMarks(found, colour, true, colour === 'on-map' ? 'under-map' : 'background'),
    ];
  });
}

/**
 * Arrows centred on their nodes, along the motion as it is drawn (each axis with its own scale).
 * Lengths go with the square root of the speed, so that slow regions can be read beside fast ones; the longest spans
 * nine tenths of the distance between nodes.
 */
export function drawArrows(
  name: string,
  grid: VectorGrid,
  x: Scale,
  y: Scale,
  paintOf: (share: number) => string,
): readonly SvgNode[] {
  checkGrid(name, grid, grid.dq, grid.dp);
  const perUnit = (scale: Scale, from: number, to: number): number =>
    (scale.position(to) - scale.position(from)) / (to - from);
  const [xUnit, yUnit] = [perUnit(x, ...grid.q), perUnit(y, ...grid.p)];
  const spacing = Math.min(
    Math.abs(xUnit * (grid.q[1] - grid.q[0])) / (grid.columns - 1),
    Math.abs(yUnit * (grid.p[1] - grid.p[0])) / (grid.rows - 1),
  );
  const motions = Array.from({ length: grid.columns * grid.rows }, (_, index) => {
    const [dx, dy] = [(grid.dq[index] ?? NaN) * xUnit, (grid.dp[index] ?? NaN) * yUnit];
    return { dx, dy, speed: Math.hypot(dx, dy), node: nodeAt(grid, index) };
  });
  const fastest = motions.reduce(
    (most, { speed }) => (Number.isFinite(speed) ? Math.max(most, speed) : most),
    0,
  );
  return motions.flatMap(({ dx, dy, speed, node }) => {
    if (!Number.isFinite(speed)) return [];
    const [cx, cy] = [x.position(node[0]), y.position(node[1])];
    const share = fastest > 0 ? Math.sqrt(speed / fastest) : 0;
    const length = 0.9 * spacing * share;
    if (length < 1.5) return [svgNode('circle', { cx, cy, r: 1, fill: paintOf(share) })];
    const [ux, uy] = [dx / speed, dy / speed];
    return [arrow(cx, cy, ux, uy, length, paintOf(share))];
  });
}

function arrow(cx: number, cy: number, ux: number, uy: number, length: number, colour: string): SvgNode {
  const r = (value: number): number => Math.round(value * 100) / 100;
  const head = Math.min(5, length * 0.45);
  const at = (along: number, across: number): string =>
    `${r(cx + ux * along - uy * across)},${r(cy + uy * along + ux * across)}`;
  const tip = length / 2;
  return svgNode('path', {
    d: `M${at(-tip, 0)}L${at(tip, 0)}M${at(tip - head, -head * 0.6)}L${at(tip, 0)}L${at(tip - head, head * 0.6)}`,
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.3,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
}
