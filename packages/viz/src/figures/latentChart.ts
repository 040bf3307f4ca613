import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { missingNote } from '../chart/describe.ts';
import { drawDots } from '../chart/dots.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { drawRuns, runs, type Numbers } from '../chart/lines.ts';
import {
  checkPlane,
  countGaps,
  levelKey,
  planeScales,
  rightmost,
  type PlaneData,
  type PlaneOptions,
} from '../chart/plane.ts';
import { directionMarks } from '../chart/trajectories.ts';
import { levelSpan, rampName, trajectoryColours } from '../chart/trajectoryColours.ts';
import { formatNumber } from '../scale/format.ts';
import { extent } from '../scale/scale.ts';
import type { SvgNode } from '../svg/node.ts';
import type { Colour } from '../theme/palette.ts';
import type { PhaseTrajectory } from './phasePortrait.ts';

/** The plane of a latent space that is drawn, and what is known of it. */
export interface LatentPlane {
  /** What each axis is: `['q', 'p']` of a gauge, `['first principal axis', 'second']`; default those two words. */
  readonly labels?: readonly [string, string] | undefined;
  /** Share of the latent's variance along each axis, 0 … 1; default unknown. */
  readonly variance?: readonly [number, number] | undefined;
  /** How much of the true state the plane explains, R², at most 1; below 0.2 the figure says "no gauge". Default unknown. */
  readonly r2?: number | undefined;
  /** How far the map into the plane is from symplectic, 0 for a canonical one; default unknown. */
  readonly defect?: number | undefined;
}

/** States in the plane, without an order in time. */
export interface LatentPoints extends PlaneData {
  /** A number for each point, by which it is coloured; default none. */
  readonly levels?: Numbers | undefined;
  /** Colour by name where there are no levels; default `'grey'`. */
  readonly colour?: Colour | undefined;
}

/** What `latentChart` draws. */
export interface LatentData {
  readonly plane?: LatentPlane | undefined;
  /** States in coordinates of the plane; default none. */
  readonly points?: LatentPoints | undefined;
  /** Rollouts in coordinates of the plane; default none. */
  readonly trajectories?: readonly PhaseTrajectory[] | undefined;
}

/** Options of `latentChart`. The width is 460 by default; the height follows from it, the plot being square. */
export interface LatentOptions extends FigureOptions, PlaneOptions {
  /** What the levels are, for the key of the colours; default `'energy'`. */
  readonly levelLabel?: string | undefined;
  /** Whether arrow heads show the direction of time; default true. */
  readonly arrows?: boolean | undefined;
}

/** Below this R², a plane tells nothing of the state. */
const noGauge = 0.2;

const latentChartOptionNames: OptionNames<LatentOptions> = {
  ...figureOptionNames,
  levelLabel: true,
  arrows: true,
  height: true,
  qDomain: true,
  pDomain: true,
  equalUnits: true,
};

/**
 * Draws states and rollouts in a plane of a learnt latent space: states as dots, rollouts as lines, both coloured by
 * a level such as their energy. A note tells how well the plane matches the true state.
 *
 * @throws RangeError if coordinates or levels differ in length.
 * @example
 * ```ts
 * const angles = Array.from({ length: 40 }, (_, i) => i / 6);
 * const points = { q: angles.map(Math.cos), p: angles.map(Math.sin), levels: angles };
 * const figure = latentChart({ plane: { labels: ['q', 'p'], r2: 0.97, defect: 0.02 }, points });
 * console.log(toSvgString(figure).includes('symplectic')); // true
 * ```
 */
export function latentChart(data: LatentData, options: LatentOptions = {}): SvgNode {
  requireOptions('latentChart', options, latentChartOptionNames);
  const { plane = {}, points = { q: [], p: [] }, trajectories = [] } = data;
  checkPlane('latentChart', [points], 'the set of points');
  checkPlane('latentChart', trajectories, 'a trajectory');
  if (points.levels !== undefined && points.levels.length !== points.q.length) {
    throw new RangeError(
      `latentChart: there must be one level a point, but there are ${points.levels.length} for ${points.q.length}`,
    );
  }
  const given = withDefaults<LatentOptions>({ levelLabel: 'energy', width: 460 }, options);
  const size = figureSize('latentChart', given, { height: Math.min(460, given.width ?? 460) });
  const sets = [points, ...trajectories];
  const span = levelsOf(points, trajectories);
  const colours = trajectoryColours(trajectories, levelSpan(trajectories) === undefined ? undefined : span);
  const [x, y] = planeScales(sets, given);
  const [xLabel, yLabel] = axisLabels(plane);
  const gaps = sets.reduce((sum, set) => sum + countGaps(set), 0);
  const empty = sets.every((set) => countGaps(set) === set.q.length);
  const labelled = trajectories.flatMap((trajectory, index) =>
    trajectory.label === undefined ? [] : [{ ...trajectory, name: colours[index] ?? 'ink' }],
  );
  return cartesian(
    {
      kind: 'Latent chart',
      size,
      x,
      y,
      xLabel,
      yLabel,
      xGrid: true,
      square: true,
      description: `${points.q.length} states and ${trajectories.length} rollouts, horizontal axis ${xLabel}, vertical axis ${yLabel}. ${planeNote(plane)}`,
      notes: [planeNote(plane), missingNote({ notFinite: gaps, notPositive: 0 })],
      labelTexts: labelled.map(({ label }) => label ?? ''),
      labels: (placedX, placedY) =>
        labelled.flatMap(({ label = '', q, p, name }) => {
          const point = rightmost(q, p, placedX, placedY);
          return point === undefined ? [] : [{ text: label, colour: name, point }];
        }),
      marks: (placedX, placedY) => {
        if (options.marks === false) return [];
        const dots = dotGroups(points, span).flatMap(([colour, indices]) =>
          drawDots(
            indices.length,
            (k) => placedX.position(points.q[indices[k] ?? -1] ?? NaN),
            (k) => placedY.position(points.p[indices[k] ?? -1] ?? NaN),
            { colour, radius: 1.6, opacity: trajectories.length > 0 ? 0.45 : 0.8 },
          ),
        );
        const lines = trajectories.flatMap(({ q, p, pattern }, index) => {
          const colour = colours[index] ?? 'ink';
          const found = runs(
            q.length,
            (i) => placedX.position(q[i] ?? NaN),
            (i) => placedY.position(p[i] ?? NaN),
          );
          const dash = pattern === 'dashed' ? '6 4' : undefined;
          return [
            ...drawRuns(found, { colour, width: 1.75, dash }),
            ...directionMarks(found, colour, given.arrows !== false),
          ];
        });
        return [...dots, ...lines];
      },
      topMarks: (_x, _y, area) => (empty ? [noValues(area)] : []),
      overlay: (_x, _y, area) =>
        span === undefined || span[0] === span[1]
          ? []
          : levelKey(given.levelLabel ?? '', span, area.left + area.width, area.top - 11),
    },
    given,
  );
}

/** The span of all levels; undefined where nothing has any. */
function levelsOf(
  { levels = [] }: LatentPoints,
  trajectories: readonly PhaseTrajectory[],
): readonly [number, number] | undefined {
  const lines = levelSpan(trajectories) === undefined ? [] : trajectories.map(({ level }) => level ?? NaN);
  return extent([...Array.from(levels), ...lines]);
}

function axisLabels({ labels, variance }: LatentPlane): readonly [string, string] {
  const names = labels ?? (['first principal axis', 'second principal axis'] as const);
  const share = (index: 0 | 1): string =>
    variance === undefined ? '' : ` (${formatNumber(100 * variance[index], 2)}\u00a0% of the variance)`;
  return [`${names[0]}${share(0)}`, `${names[1]}${share(1)}`];
}

function planeNote({ r2, defect }: LatentPlane): string {
  if (r2 === undefined) return '';
  // Near 1 it is the distance from it that counts: two digits would say "1" of whatever lies above 0.995.
  const told = `R²\u00a0${formatNumber(r2, r2 > 0.95 ? 4 : 2)}`;
  if (!(r2 >= noGauge)) return `No gauge: this plane says nothing of the true state (${told}).`;
  const exact = defect === undefined ? '' : `, symplectic to ${formatNumber(100 * defect, 2)}\u00a0%`;
  return `Explains the true state: ${told}${exact}.`;
}

/** The points of each colour. */
function dotGroups(
  { q, levels, colour = 'grey' }: LatentPoints,
  span: readonly [number, number] | undefined,
): readonly (readonly [string, readonly number[]])[] {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < q.length; index++) {
    const level = levels?.[index];
    const name =
      level === undefined || span === undefined
        ? colour
        : Number.isFinite(level)
          ? rampName(level, span)
          : 'grey';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [index]);
    else group.push(index);
  }
  return [...groups];
}
