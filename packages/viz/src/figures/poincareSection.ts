import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { missingNote } from '../chart/describe.ts';
import { drawDots } from '../chart/dots.ts';
import type { EndLabel } from '../chart/labels.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { drawRuns, pathThrough, runs } from '../chart/lines.ts';
import {
  checkPlane,
  countGaps,
  levelKey,
  planeScales,
  rightmost,
  type PlaneData,
  type PlaneOptions,
} from '../chart/plane.ts';
import { levelSpan, trajectoryColours } from '../chart/trajectoryColours.ts';
import type { Scale } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint, type Colour } from '../theme/palette.ts';

/** Where one orbit crosses the section. */
export interface SectionOrbit extends PlaneData {
  /** Written beside its points; default none. */
  readonly label?: string | undefined;
  /** A number that orders the orbits: then colours run from pale for low to deep for high. Default none. */
  readonly level?: number | undefined;
  /** Colour by name; default: by `level` if all orbits have one, else the next of the palette. */
  readonly colour?: Colour | undefined;
}

/** What `poincareSection` draws. */
export interface SectionData {
  readonly orbits: readonly SectionOrbit[];
  /** Closed curves around the states that the energy allows; default none. */
  readonly boundary?: readonly PlaneData[] | undefined;
}

/** Options of `poincareSection`. The width is 460 by default; the height follows from it, the plot being square. */
export interface SectionOptions extends FigureOptions, PlaneOptions {
  /** Label of the horizontal axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** What `level` is, for the key of the colours; default `'orbit'`. */
  readonly levelLabel?: string | undefined;
  /** Radius of the dots in SVG units; default 1.2. */
  readonly radius?: number | undefined;
}

const poincareSectionOptionNames: OptionNames<SectionOptions> = {
  ...figureOptionNames,
  qLabel: true,
  pLabel: true,
  levelLabel: true,
  radius: true,
  height: true,
  qDomain: true,
  pDomain: true,
  equalUnits: true,
};

/**
 * Draws a Poincaré section: a dot for each crossing, one colour an orbit, inside the region that the energy allows.
 * Regular orbits lie on curves, chaotic ones fill areas.
 *
 * @throws RangeError if q and p of an orbit or a boundary differ in length.
 * @example
 * ```ts
 * const turns = Array.from({ length: 90 }, (_, i) => 2.4 * i);
 * const orbits = [0.4, 0.8].map((r) => ({ q: turns.map((a) => r * Math.cos(a)), p: turns.map((a) => r * Math.sin(a)) }));
 * console.log(toSvgString(poincareSection({ orbits }, { qLabel: 'y' })).includes('2 orbits')); // true
 * ```
 */
export function poincareSection(data: SectionData, options: SectionOptions = {}): SvgNode {
  requireOptions('poincareSection', options, poincareSectionOptionNames);
  const { orbits, boundary = [] } = data;
  checkPlane('poincareSection', orbits, 'an orbit');
  checkPlane('poincareSection', boundary, 'a boundary');
  const given = withDefaults<SectionOptions>(
    { qLabel: 'q', pLabel: 'p', levelLabel: 'orbit', radius: 1.2, width: 460 },
    options,
  );
  const size = figureSize('poincareSection', given, { height: Math.min(460, given.width ?? 460) });
  const span = levelSpan(orbits);
  const colours = trajectoryColours(orbits, span);
  const [x, y] = planeScales([...orbits, ...boundary], given);
  const crossings = orbits.reduce((sum, orbit) => sum + orbit.q.length - countGaps(orbit), 0);
  const gaps = orbits.reduce((sum, orbit) => sum + countGaps(orbit), 0);
  const labelled = orbits.flatMap((orbit, index) =>
    orbit.label === undefined ? [] : [{ ...orbit, label: orbit.label, name: colours[index] ?? 'ink' }],
  );
  return cartesian(
    {
      kind: 'Poincaré section',
      size,
      x,
      y,
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      xGrid: true,
      square: true,
      description: `${crossings} crossings of ${orbits.length} orbits, horizontal axis ${given.qLabel ?? ''}, vertical axis ${given.pLabel ?? ''}.`,
      notes: [missingNote({ notFinite: gaps, notPositive: 0 })],
      labelTexts: labelled.map(({ label }) => label),
      labels: (placedX, placedY) =>
        labelled.flatMap(({ label, q, p, name }): EndLabel[] => {
          const point = rightmost(q, p, placedX, placedY);
          return point === undefined ? [] : [{ text: label, colour: name, point }];
        }),
      marks: (placedX, placedY) => [
        ...boundary.flatMap((curve) => drawBoundary(curve, placedX, placedY)),
        ...(options.marks === false
          ? []
          : orbits.flatMap(({ q, p }, index) =>
              drawDots(
                q.length,
                (i) => placedX.position(q[i] ?? NaN),
                (i) => placedY.position(p[i] ?? NaN),
                { colour: colours[index] ?? 'ink', radius: given.radius ?? 1.2 },
              ),
            )),
      ],
      topMarks: (_x, _y, area) => (crossings === 0 ? [noValues(area)] : []),
      overlay: (_x, _y, area) =>
        span === undefined || span[0] === span[1] || orbits.every(({ colour }) => colour !== undefined)
          ? []
          : levelKey(given.levelLabel ?? '', span, area.left + area.width, area.top - 11),
    },
    given,
  );
}

/** The accessible region: a faint ground with its edge, closed between last and first point. */
function drawBoundary({ q, p }: PlaneData, x: Scale, y: Scale): readonly SvgNode[] {
  const found = runs(
    q.length,
    (i) => x.position(q[i] ?? NaN),
    (i) => y.position(p[i] ?? NaN),
  );
  return found.flatMap((run) => {
    if (run.length < 3) return drawRuns([run], { colour: 'grey', width: 1.25 });
    return [
      svgNode('path', {
        d: `${pathThrough(run)}Z`,
        fill: paint('grey'),
        'fill-opacity': 0.07,
        stroke: paint('grey'),
        'stroke-width': 1.25,
      }),
    ];
  });
}
