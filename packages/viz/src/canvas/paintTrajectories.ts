import { requireOptions, type OptionNames } from '@hgn/options';
import type { Plot } from '../chart/layoutOf.ts';
import type { Numbers } from '../chart/lines.ts';
import { trajectoryColours, type Coloured } from '../chart/trajectoryColours.ts';
import { themeColours, type Mode } from '../theme/palette.ts';
import { positionsOf, within, type Context2D } from './context.ts';

/** A trajectory on a canvas: those of `phasePortrait` fit. */
export interface PaintedTrajectory extends Coloured {
  /** Horizontal data, position at each time. */
  readonly q: Numbers;
  /** Vertical data, momentum at each time; as many as `q`. */
  readonly p: Numbers;
  /** Colour by name (`'blue'`, `'ramp-3'`) or as CSS; default as in `phasePortrait`. */
  readonly colour?: string | undefined;
  /** Pattern of the line; default `'solid'`. */
  readonly pattern?: 'solid' | 'dashed' | undefined;
}

/** How named colours are shown on a canvas. */
export interface PaintColours {
  /** The page's mode; default `'light'`. */
  readonly mode?: Mode | undefined;
  /** Colours by name that replace those of the mode, for a page with its own. */
  readonly colours?: Readonly<Record<string, string>> | undefined;
}

/** Options of `paintTrajectories`. */
export interface TrajectoryPaint extends PaintColours {
  /** Width of the lines in SVG units; default 1.75. */
  readonly lineWidth?: number | undefined;
  /** Opacity 0 … 1; default 1. */
  readonly opacity?: number | undefined;
  /** Draw up to this point, counted from 0; fractions lie between two points. Default: all. */
  readonly until?: number | undefined;
  /** How many points long the drawn end is; default: from the first point. */
  readonly trail?: number | undefined;
  /** Radius of a dot at the point that is reached; default 0, none. */
  readonly headRadius?: number | undefined;
  /** Whether a ring marks the start, as in `phasePortrait`; default false. */
  readonly starts?: boolean | undefined;
}

/** The colours that a painter looks names up in. */
export function paintColours({ mode = 'light', colours }: PaintColours): Readonly<Record<string, string>> {
  return { ...themeColours(mode), ...colours };
}

const paintTrajectoriesOptionNames: OptionNames<TrajectoryPaint> = {
  lineWidth: true,
  opacity: true,
  until: true,
  trail: true,
  headRadius: true,
  starts: true,
  mode: true,
  colours: true,
};

/**
 * Paints trajectories on a plot, cut off at its edges: the lines of `phasePortrait`, fast enough for every animation
 * frame. Points that are not finite leave gaps. Costs one path a trajectory.
 *
 * @throws RangeError if q and p of a trajectory differ in length.
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, figure: SvgNode, orbits: PhaseTrajectory[], time: number) {
 *   fitCanvas(context, layoutOf(figure), 900);
 *   paintTrajectories(context, layoutOf(figure).plot, orbits, { until: time, trail: 40, headRadius: 3, mode: 'dark' });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintTrajectories(
  context: Context2D,
  plot: Plot,
  trajectories: readonly PaintedTrajectory[],
  options: TrajectoryPaint = {},
): void {
  requireOptions('paintTrajectories', options, paintTrajectoriesOptionNames);
  for (const { q, p } of trajectories) {
    if (q.length !== p.length) {
      throw new RangeError(
        `paintTrajectories: q and p must have the same length, but have ${q.length} and ${p.length}; pass one p per q`,
      );
    }
  }
  const colours = paintColours(options);
  const names = trajectoryColours(trajectories);
  const x = positionsOf(plot.x);
  const y = positionsOf(plot.y);
  within(context, plot.area, () => {
    context.lineWidth = options.lineWidth ?? 1.75;
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.globalAlpha = options.opacity ?? 1;
    trajectories.forEach(({ q, p, pattern }, index) => {
      const name = names[index] ?? 'ink';
      const colour = colours[name] ?? name;
      const last = Math.min(q.length - 1, options.until ?? Infinity);
      const first = Math.max(0, last - (options.trail ?? Infinity));
      if (!(last >= 0)) return;
      const at = (index: number): readonly [number, number] => [x(between(q, index)), y(between(p, index))];
      context.strokeStyle = colour;
      context.setLineDash(pattern === 'dashed' ? [6, 4] : []);
      context.beginPath();
      let drawing = false;
      const goTo = (px: number, py: number): void => {
        if (!Number.isFinite(px + py)) drawing = false;
        else if (drawing) context.lineTo(px, py);
        else {
          context.moveTo(px, py);
          drawing = true;
        }
      };
      if (!Number.isInteger(first)) goTo(...at(first));
      for (let i = Math.ceil(first); i <= last; i++) goTo(x(q[i] ?? NaN), y(p[i] ?? NaN));
      if (!Number.isInteger(last)) goTo(...at(last));
      context.stroke();
      if (options.starts === true && first === 0) ring(context, at(0), colour, colours.background ?? '#fff');
      if (options.headRadius !== undefined && options.headRadius > 0) {
        disc(context, at(last), options.headRadius, colour);
      }
    });
  });
}

/** The value at a fractional index, between its neighbours. */
function between(values: Numbers, index: number): number {
  const from = Math.floor(index);
  const share = index - from;
  const low = values[from] ?? NaN;
  return share === 0 ? low : low + share * ((values[from + 1] ?? NaN) - low);
}

function disc(context: Context2D, [x, y]: readonly [number, number], radius: number, colour: string): void {
  if (!Number.isFinite(x + y)) return;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(context: Context2D, at: readonly [number, number], colour: string, inside: string): void {
  disc(context, at, 3.25, inside);
  context.setLineDash([]);
  context.strokeStyle = colour;
  context.stroke();
}
