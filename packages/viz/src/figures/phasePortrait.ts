import { cartesian } from '../chart/axes.ts';
import type { EndLabel } from '../chart/labels.ts';
import { missingNote } from '../chart/describe.ts';
import { figureSize, noValues, textNode, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { levelSpan, trajectoryColours } from '../chart/trajectoryColours.ts';
import { drawRuns, runs, type Numbers, type Run } from '../chart/lines.ts';
import { directionMarks } from '../chart/trajectories.ts';
import { makeScale, type Scale } from '../scale/scale.ts';
import { formatNumber } from '../scale/format.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint, ramps, type Colour } from '../theme/palette.ts';

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
export interface PhaseOptions extends FigureOptions {
  /** Label of the horizontal axis, with its unit; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis, with its unit; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** Interval of q; default: fits the data. */
  readonly qDomain?: readonly [number, number] | undefined;
  /** Interval of p; default: fits the data. */
  readonly pDomain?: readonly [number, number] | undefined;
  /** Whether one unit of q is as long as one unit of p; default false. */
  readonly equalUnits?: boolean | undefined;
  /** Whether arrow heads show the direction of time; default true. */
  readonly arrows?: boolean | undefined;
  /** What `level` is, for the key of the colours; default `'energy'`. */
  readonly levelLabel?: string | undefined;
}

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
  for (const { q, p, label } of trajectories) {
    if (q.length !== p.length) {
      throw new RangeError(
        `phasePortrait: q and p must have the same length, but ${label ?? 'a trajectory'} has ${q.length} and ${p.length}; pass one p per q`,
      );
    }
  }
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
  const [qScale, pScale] = phaseScales(trajectories, given);
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

function countGaps({ q, p }: PhaseTrajectory): number {
  return Array.from(q).filter((value, index) => !Number.isFinite(value) || !Number.isFinite(p[index])).length;
}

function phaseScales(
  trajectories: readonly PhaseTrajectory[],
  options: PhaseOptions,
): readonly [Scale, Scale] {
  const qs = trajectories.flatMap(({ q }) => Array.from(q));
  const ps = trajectories.flatMap(({ p }) => Array.from(p));
  const fit = { padding: 0.07, tickCount: 5 };
  const q = makeScale(qs, { ...fit, domain: options.qDomain });
  const p = makeScale(ps, { ...fit, domain: options.pDomain });
  if (options.equalUnits !== true) return [q, p];
  const half = Math.max(q.domain[1] / 2 - q.domain[0] / 2, p.domain[1] / 2 - p.domain[0] / 2);
  const around = ([low, high]: readonly [number, number]): [number, number] => {
    const middle = low / 2 + high / 2;
    return [middle - half, middle + half];
  };
  if (![...around(q.domain), ...around(p.domain)].every(Number.isFinite)) return [q, p];
  return [
    makeScale([], { ...fit, domain: around(q.domain) }),
    makeScale([], { ...fit, domain: around(p.domain) }),
  ];
}

function rightmost(q: Numbers, p: Numbers, x: Scale, y: Scale): EndLabel['point'] | undefined {
  let best: EndLabel['point'] | undefined;
  for (let index = 0; index < q.length; index++) {
    const point = { x: x.position(q[index] ?? NaN), y: y.position(p[index] ?? NaN) };
    if (Number.isFinite(point.x) && Number.isFinite(point.y) && (best === undefined || point.x > best.x))
      best = point;
  }
  return best;
}

/** The key of the ordered colours: low number, the seven steps, high number; right edge at x. */
function levelKey(
  label: string,
  levels: readonly [number, number],
  right: number,
  y: number,
): readonly SvgNode[] {
  const high = formatNumber(levels[1]);
  const steps = ramps.light.length;
  const width = 9;
  const from = right - high.length * 6.5 - 5 - steps * width;
  return [
    textNode(`${label} ${formatNumber(levels[0])}`, from - 5, y, { size: 11, anchor: 'end' }),
    ...ramps.light.map((_, step) =>
      svgNode('rect', { x: from + step * width, y: y - 8, width, height: 8, fill: paint(`ramp-${step}`) }),
    ),
    textNode(high, right, y, { size: 11, anchor: 'end' }),
  ];
}
