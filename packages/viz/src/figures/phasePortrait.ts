import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import type { EndLabel } from '../chart/labels.ts';
import { missingNote } from '../chart/describe.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../chart/layout.ts';
import {
  checkPlane,
  countGaps,
  levelKey,
  planeScales,
  rightmost,
  type PlaneOptions,
} from '../chart/plane.ts';
import { levelSpan, trajectoryColours } from '../chart/trajectoryColours.ts';
import { drawRuns, runs, type Numbers, type Run } from '../chart/lines.ts';
import { directionMarks } from '../chart/trajectories.ts';
import type { Scale } from '../scale/scale.ts';
import { formatNumber } from '../scale/format.ts';
import type { SvgNode } from '../svg/node.ts';
import type { Colour } from '../theme/palette.ts';

/** One trajectory through phase space. */
export interface PhaseTrajectory {
  /** Position at each time. */
  readonly q: Numbers;
  /** Momentum at each time, as many as `q`. */
  readonly p: Numbers;
  /** Written at the end of the trajectory's label column; default none. */
  readonly label?: string | undefined;
  /** A number that orders the trajectories (their energy): then colours run from pale for low to deep for high. */
  readonly level?: number | undefined;
  /** Colour by name; default: by `level` if all trajectories have one, else the next of the palette. */
  readonly colour?: Colour | undefined;
  /** Pattern of the line; default `'solid'`. */
  readonly pattern?: 'solid' | 'dashed' | undefined;
}

/** Options of `phasePortrait`. The width is 460 by default; the height follows from it, the plot being square. */
export interface PhaseOptions extends FigureOptions, PlaneOptions {
  /** Label of the horizontal axis, with its unit; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis, with its unit; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** Whether arrow heads show the direction of time; default true. */
  readonly arrows?: boolean | undefined;
  /** What `level` is, for the key of the colours; default `'energy'`. */
  readonly levelLabel?: string | undefined;
}

const phasePortraitOptionNames: OptionNames<PhaseOptions> = {
  ...figureOptionNames,
  qLabel: true,
  pLabel: true,
  arrows: true,
  levelLabel: true,
  height: true,
  qDomain: true,
  pDomain: true,
  equalUnits: true,
};

/**
 * Draws trajectories in phase space, q to the right and p upward: a ring where each starts, arrow heads in the
 * direction of time.
 *
 * @throws RangeError if q and p of a trajectory differ in length.
 * @example
 * ```ts
 * import { phasePortrait, toSvgString } from '@hgn/viz';
 * const t = Array.from({ length: 60 }, (_, i) => i / 10);
 * const trajectories = [1, 2].map((r) => ({ q: t.map((s) => r * Math.cos(s)), p: t.map((s) => -r * Math.sin(s)), level: r * r }));
 * console.log(toSvgString(phasePortrait(trajectories)).includes('energy')); // true
 * ```
 */
export function phasePortrait(trajectories: readonly PhaseTrajectory[], options: PhaseOptions = {}): SvgNode {
  requireOptions('phasePortrait', options, phasePortraitOptionNames);
  checkPlane('phasePortrait', trajectories, 'a trajectory');
  const given = withDefaults<PhaseOptions>(
    { qLabel: 'q', pLabel: 'p', levelLabel: 'energy', width: 460 },
    options,
  );
  const size = figureSize('phasePortrait', given, { height: Math.min(460, given.width ?? 460) });
  const levels = levelSpan(trajectories);
  const colours = trajectoryColours(trajectories, levels);
  const shown = trajectories.map((trajectory, index) => ({
    ...trajectory,
    paintName: colours[index] ?? 'ink',
  }));
  const [qScale, pScale] = planeScales(trajectories, given);
  const labelled = shown.filter(
    ({ label, paintName }, index) =>
      label !== undefined && shown.findIndex((s) => s.label === label && s.paintName === paintName) === index,
  );
  const counts = { notFinite: trajectories.reduce((sum, each) => sum + countGaps(each), 0), notPositive: 0 };
  const empty = trajectories.every((each) => countGaps(each) === each.q.length);
  const portraits = (
    x: Scale,
    y: Scale,
  ): readonly { readonly name: string; readonly runs: readonly Run[] }[] =>
    shown.map(({ q, p, paintName }) => ({
      name: paintName,
      runs: runs(
        q.length,
        (i) => x.position(q[i] ?? NaN),
        (i) => y.position(p[i] ?? NaN),
      ),
    }));
  return cartesian(
    {
      kind: 'Phase portrait',
      size,
      x: qScale,
      y: pScale,
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      xGrid: true,
      square: true,
      description:
        `${trajectories.length} trajectories, horizontal axis ${given.qLabel ?? ''}, vertical axis ${given.pLabel ?? ''}.` +
        (levels !== undefined
          ? ` ${given.levelLabel ?? ''} from ${formatNumber(levels[0])} to ${formatNumber(levels[1])}.`
          : ''),
      notes: [missingNote(counts)],
      labelTexts: labelled.map(({ label }) => label ?? ''),
      labels: (x, y) =>
        labelled.flatMap(({ label, q, p, paintName }): EndLabel[] => {
          const point = rightmost(q, p, x, y);
          return point === undefined ? [] : [{ text: label ?? '', colour: paintName, point }];
        }),
      marks: (x, y) =>
        options.marks === false
          ? []
          : portraits(x, y).flatMap(({ name, runs: found }, index) =>
              drawRuns(found, {
                colour: name,
                width: 1.75,
                dash: shown[index]?.pattern === 'dashed' ? '6 4' : undefined,
              }),
            ),
      topMarks: (x, y, area) => [
        ...(empty ? [noValues(area)] : []),
        ...portraits(x, y).flatMap(({ name, runs: found }) =>
          directionMarks(found, name, given.arrows !== false),
        ),
      ],
      overlay: (_x, _y, area) => [
        ...(levels !== undefined &&
        levels[1] > levels[0] &&
        trajectories.some(({ colour }) => colour === undefined)
          ? levelKey(given.levelLabel ?? '', levels, area.left + area.width, area.top - 11)
          : []),
      ],
    },
    given,
  );
}
