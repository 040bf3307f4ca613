import { requireOptions, type OptionNames } from '@hgn/options';
import type { Plot } from '../chart/layoutOf.ts';
import type { Numbers } from '../chart/lines.ts';
import { rampName } from '../chart/trajectoryColours.ts';
import { extent } from '../scale/scale.ts';
import { ramps } from '../theme/palette.ts';
import { positionsOf, within, type Context2D } from './context.ts';
import { paintColours, type PaintColours } from './paintTrajectories.ts';

/** Points of a plane. */
export interface PaintedPoints {
  readonly q: Numbers;
  /** As many as `q`. */
  readonly p: Numbers;
  /** A number for each point, shown by its colour on the ramp from pale (low) to deep (high); default none. */
  readonly levels?: Numbers | undefined;
  /** Interval that the ramp spans; default: that of the finite levels. */
  readonly levelDomain?: readonly [number, number] | undefined;
}

/** Options of `paintPoints`. */
export interface PointPaint extends PaintColours {
  /** Radius in SVG units; default 1.5. */
  readonly radius?: number | undefined;
  /** Colour by name or as CSS, for points without levels; default `'blue'`. */
  readonly colour?: string | undefined;
  /** Opacity 0 … 1; default 1. */
  readonly opacity?: number | undefined;
}

const paintPointsOptionNames: OptionNames<PointPaint> = {
  radius: true,
  colour: true,
  opacity: true,
  mode: true,
  colours: true,
};

/**
 * Paints points on a plot, cut off at its edges; those that are not finite are left out. Costs one path a colour, so
 * ten thousand points fit an animation frame.
 *
 * @throws RangeError if q, p and levels differ in length.
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, plot: Plot, q: Float32Array, p: Float32Array) {
 *   paintPoints(context, plot, { q, p }, { radius: 1, colour: 'teal', opacity: 0.6 });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintPoints(
  context: Context2D,
  plot: Plot,
  points: PaintedPoints,
  options: PointPaint = {},
): void {
  requireOptions('paintPoints', options, paintPointsOptionNames);
  const { q, p, levels } = points;
  if (q.length !== p.length || (levels !== undefined && levels.length !== q.length)) {
    throw new RangeError(
      `paintPoints: q, p and levels must have the same length, but have ${q.length}, ${p.length} and ${levels?.length ?? 'none'}`,
    );
  }
  const colours = paintColours(options);
  const x = positionsOf(plot.x);
  const y = positionsOf(plot.y);
  const paint = (name: string, indices: ArrayLike<number> | undefined): void => {
    context.strokeStyle = colours[name] ?? name;
    context.beginPath();
    const count = indices === undefined ? q.length : indices.length;
    for (let k = 0; k < count; k++) {
      const i = indices === undefined ? k : (indices[k] ?? 0);
      const [px, py] = [x(q[i] ?? NaN), y(p[i] ?? NaN)];
      if (!Number.isFinite(px + py)) continue;
      // A stroke of no length with round ends: the cheapest disc there is.
      context.moveTo(px, py);
      context.lineTo(px, py);
    }
    context.stroke();
  };
  within(context, plot.area, () => {
    context.lineWidth = 2 * (options.radius ?? 1.5);
    context.lineCap = 'round';
    context.setLineDash([]);
    context.globalAlpha = options.opacity ?? 1;
    if (levels === undefined) paint(options.colour ?? 'blue', undefined);
    else for (const [name, indices] of byRamp(levels, points.levelDomain)) paint(name, indices);
  });
}

/** The points of each step of the ramp; points whose level is not finite are grey. */
function byRamp(levels: Numbers, domain: readonly [number, number] | undefined): Map<string, number[]> {
  const span = domain ?? extent(Array.from(levels)) ?? [0, 1];
  const found = new Map<string, number[]>([
    ['grey', []],
    ...ramps.light.map((_, step): [string, number[]] => [`ramp-${step}`, []]),
  ]);
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] ?? NaN;
    found.get(Number.isFinite(level) ? rampName(level, span) : 'grey')?.push(i);
  }
  return found;
}
