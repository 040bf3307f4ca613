import { line } from 'd3-shape';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';

/** Positions of consecutive points that can all be drawn. */
export type Run = readonly (readonly [number, number])[];

/** Numbers of one axis: any array or typed array. */
export type Numbers = ArrayLike<number>;

/** Splits points into runs, broken where a position is not finite. */
export function runs(
  length: number,
  x: (index: number) => number,
  y: (index: number) => number,
): readonly Run[] {
  const found: [number, number][][] = [];
  let current: [number, number][] | undefined;
  for (let index = 0; index < length; index++) {
    const point: [number, number] = [x(index), y(index)];
    if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) {
      current = undefined;
      continue;
    }
    if (current === undefined) found.push((current = []));
    current.push(point);
  }
  return found;
}

/**
 * Thins a run that has several points per unit of x: each unit keeps its first, lowest, highest and last point, so
 * the drawn shape stays the same and a million points cost no more than a few thousand.
 */
export function thinned(run: Run): Run {
  const first = run[0];
  const last = run.at(-1);
  if (!first || !last || run.length < 4 * Math.abs(last[0] - first[0]) + 8) return run;
  const kept: (readonly [number, number])[] = [];
  let from = 0;
  while (from < run.length) {
    const column = Math.floor(run[from]?.[0] ?? 0);
    let to = from;
    let low = from;
    let high = from;
    while (to < run.length && Math.floor(run[to]?.[0] ?? 0) === column) {
      if ((run[to]?.[1] ?? 0) < (run[low]?.[1] ?? 0)) low = to;
      if ((run[to]?.[1] ?? 0) > (run[high]?.[1] ?? 0)) high = to;
      to++;
    }
    for (const index of [...new Set([from, low, high, to - 1])].sort((a, b) => a - b)) {
      const point = run[index];
      if (point) kept.push(point);
    }
    from = to;
  }
  return kept;
}

const path = line().digits(2);

/** The path data through the points of a run, rounded to hundredths. */
export function pathThrough(run: Run): string {
  return path(run as [number, number][]) ?? '';
}

/** How a line looks. */
export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly opacity?: number | undefined;
  readonly dash?: string | undefined;
}

/** One path for all runs of two points or more, and a dot for each point that stands alone. */
export function drawRuns(all: readonly Run[], stroke: Stroke): readonly SvgNode[] {
  const long = all.filter((run) => run.length > 1).map((run) => pathThrough(thinned(run)));
  const dots = all.flatMap((run) => {
    const only = run.length === 1 ? run[0] : undefined;
    return only === undefined
      ? []
      : [
          svgNode('circle', {
            cx: only[0],
            cy: only[1],
            r: Math.max(1.5, stroke.width * 1.25),
            fill: paint(stroke.colour),
            'fill-opacity': stroke.opacity,
          }),
        ];
  });
  if (long.length === 0) return dots;
  return [
    svgNode('path', {
      d: long.join(''),
      fill: 'none',
      stroke: paint(stroke.colour),
      'stroke-width': stroke.width,
      'stroke-opacity': stroke.opacity,
      'stroke-dasharray': stroke.dash,
      'stroke-linejoin': 'round',
      'stroke-linecap': stroke.dash === undefined ? 'round' : undefined,
    }),
    ...dots,
  ];
}
