import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { missingNote } from '../chart/describe.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { makeScale } from '../scale/scale.ts';
import type { SvgNode } from '../svg/node.ts';
import { rampPaint } from '../theme/palette.ts';
import { checkGrid, type VectorGrid } from './grid.ts';
import { drawArrows, drawTrajectories, type FieldTrajectory } from './overlay.ts';

/** Options of `vectorField`. The width is 460 by default; the height follows from it, the plot being square. */
export interface VectorFieldOptions extends FigureOptions {
  /** Label of the horizontal axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** Trajectories over the field; default none. */
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
}

const vectorFieldOptionNames: OptionNames<VectorFieldOptions> = {
  ...figureOptionNames,
  qLabel: true,
  pLabel: true,
  trajectories: true,
  height: true,
};

/**
 * Draws a vector field (dq/dt, dp/dt) as arrows: direction as it is drawn, length by the square root of the speed,
 * colour from pale (slow) to deep (fast). A node at rest is a dot; one that is not finite is left out and counted.
 *
 * @throws RangeError if the vectors do not match the grid.
 * @example
 * ```ts
 * import { sampleVectors, toSvgString, vectorField } from '@hgn/viz';
 * const pendulum = sampleVectors((q, p) => ({ dq: p, dp: -Math.sin(q) }), { q: [-4, 4], p: [-3, 3] });
 * console.log(toSvgString(vectorField(pendulum, { title: 'Pendulum' })).includes('Pendulum')); // true
 * ```
 */
export function vectorField(grid: VectorGrid, options: VectorFieldOptions = {}): SvgNode {
  requireOptions('vectorField', options, vectorFieldOptionNames);
  checkGrid('vectorField', grid, grid.dq, grid.dp);
  const given = withDefaults<VectorFieldOptions>({ qLabel: 'q', pLabel: 'p', width: 460 }, options);
  const size = figureSize('vectorField', given, { height: 420 });
  const missing = Array.from(grid.dq).filter(
    (dq, index) => !Number.isFinite(dq) || !Number.isFinite(grid.dp[index]),
  ).length;
  const padded = ([low, high]: readonly [number, number], nodes: number): [number, number] => {
    const half = (high - low) / (nodes - 1) / 2;
    return [low - half, high + half];
  };
  return cartesian(
    {
      kind: 'Vector field',
      size,
      x: makeScale([], { domain: padded(grid.q, grid.columns) }),
      y: makeScale([], { domain: padded(grid.p, grid.rows) }),
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      square: true,
      yGrid: false,
      description: `Arrows at ${grid.columns} × ${grid.rows} places of ${given.qLabel ?? ''} (horizontal) and ${given.pLabel ?? ''} (vertical).`,
      notes: [missingNote({ notFinite: missing, notPositive: 0 })],
      labelTexts: [],
      labels: () => [],
      marks: (x, y) =>
        options.marks === false
          ? []
          : [
              ...drawArrows('vectorField', grid, x, y, rampPaint),
              ...drawTrajectories('vectorField', given.trajectories ?? [], x, y, 'orange'),
            ],
      topMarks: (_x, _y, area) => (missing === grid.columns * grid.rows ? [noValues(area)] : []),
    },
    given,
  );
}
