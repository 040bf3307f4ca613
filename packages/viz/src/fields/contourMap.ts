import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { missingNote } from '../chart/describe.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { formatNumber } from '../scale/format.ts';
import { extent, makeScale } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import { drawBands, makeBands, type BandOptions } from './bands.ts';
import { checkGrid, type FieldGrid, type VectorGrid } from './grid.ts';
import { drawKey, keyMargin } from './key.ts';
import { drawArrows, drawTrajectories, type FieldTrajectory } from './overlay.ts';

/** Options of `contourMap`. The width is 460 by default; the height follows from it, the plot being square. */
export interface ContourOptions extends FigureOptions, BandOptions {
  /** Label of the horizontal axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** What the values are, written over the key; default `'H'`. */
  readonly valueLabel?: string | undefined;
  /** Trajectories over the map, drawn white; default none. */
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
  /** Motion over the map as white arrows; default none. */
  readonly vectors?: VectorGrid | undefined;
}

const contourMapOptionNames: OptionNames<ContourOptions> = {
  ...figureOptionNames,
  qLabel: true,
  pLabel: true,
  valueLabel: true,
  trajectories: true,
  vectors: true,
  height: true,
  levels: true,
  valueDomain: true,
  colourMap: true,
};

/**
 * Draws a function of (q, p) as bands of colour between level sets: for a Hamiltonian the edges of the bands are
 * trajectories. Places where the value is not finite stay blank; a constant gives one band.
 *
 * @throws RangeError if the values do not match the grid.
 * @example
 * ```ts
 * import { contourMap, sampleField, toSvgString } from '@hgn/viz';
 * const spring = sampleField((q, p) => q ** 2 + p ** 2, { q: [-1, 1], p: [-1, 1], columns: 24 });
 * console.log(toSvgString(contourMap(spring)).includes('<path')); // true
 * ```
 */
export function contourMap(grid: FieldGrid, options: ContourOptions = {}): SvgNode {
  requireOptions('contourMap', options, contourMapOptionNames);
  checkGrid('contourMap', grid, grid.values);
  const given = withDefaults<ContourOptions>(
    { qLabel: 'q', pLabel: 'p', valueLabel: 'H', width: 460 },
    options,
  );
  const size = figureSize('contourMap', given, { height: 420 });
  const span = extent(Array.from(grid.values));
  const key = span === undefined ? undefined : makeBands(given, span);
  const notFinite = Array.from(grid.values).filter((value) => !Number.isFinite(value)).length;
  return cartesian(
    {
      kind: 'Contour map',
      size,
      x: makeScale([], { domain: grid.q }),
      y: makeScale([], { domain: grid.p }),
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      square: true,
      yGrid: false,
      rightMargin: keyMargin(key, given.valueLabel ?? ''),
      description:
        `${given.valueLabel ?? ''} over ${given.qLabel ?? ''} (horizontal) and ${given.pLabel ?? ''} (vertical), ` +
        (span === undefined ? 'no values.' : `from ${formatNumber(span[0])} to ${formatNumber(span[1])}.`),
      notes: [missingNote({ notFinite, notPositive: 0 })],
      labelTexts: [],
      labels: () => [],
      marks: (x, y) =>
        options.marks === false
          ? []
          : [
              ...(key === undefined ? [] : drawBands(grid, key, x, y)),
              ...(given.vectors === undefined
                ? []
                : drawArrows('contourMap', given.vectors, x, y, () => paint('on-map'))),
              ...drawTrajectories('contourMap', given.trajectories ?? [], x, y, 'on-map'),
            ],
      topMarks: (_x, _y, area) => (key === undefined ? [noValues(area)] : []),
      overlay: (_x, _y, area) =>
        key === undefined ? [] : [...drawKey(key, given.valueLabel ?? '', area), frame(area)],
    },
    given,
  );
}

function frame(area: Area): SvgNode {
  return svgNode('rect', {
    x: area.left,
    y: area.top,
    width: area.width,
    height: area.height,
    fill: 'none',
    stroke: paint('axis'),
    'stroke-width': 1,
  });
}
