import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../../figures/optionNames.ts';
import { cartesian } from '../../chart/axes.ts';
import { missingNote } from '../../chart/describe.ts';
import { figureSize, noValues, withDefaults, type FigureOptions } from '../../chart/layout.ts';
import { drawRuns, runs } from '../../chart/lines.ts';
import { directionMarks } from '../../chart/trajectories.ts';
import { rampName } from '../../chart/trajectoryColours.ts';
import { extent, makeScale } from '../../scale/scale.ts';
import type { SvgNode } from '../../svg/node.ts';
import type { VectorGrid } from '../grid.ts';
import { drawTrajectories, type FieldTrajectory } from '../overlay.ts';
import { traceStreamlines, type StreamlineSpacing } from './traceStreamlines.ts';

/** Options of `streamlines`. The width is 460 by default; the height follows from it, the plot being square. */
export interface StreamlineOptions extends FigureOptions, StreamlineSpacing {
  /** Label of the horizontal axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** Trajectories over the lines; default none. */
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
}

const streamlinesOptionNames: OptionNames<StreamlineOptions> = {
  ...figureOptionNames,
  qLabel: true,
  pLabel: true,
  trajectories: true,
  height: true,
  separation: true,
};

/**
 * Draws a vector field as evenly spaced streamlines with arrow heads, pale where slow and deep where fast: the shape of
 * the motion, where `vectorField` shows its size at every node. The same field gives the same lines.
 *
 * @throws RangeError if the vectors do not match the grid or the separation is not from 0.01 to 0.5.
 * @example
 * ```ts
 * const pendulum = sampleVectors((q, p) => ({ dq: p, dp: -Math.sin(q) }), { q: [-4, 4], p: [-3, 3], columns: 48 });
 * console.log(toSvgString(streamlines(pendulum, { title: 'Pendulum' })).includes('streamlines')); // true
 * ```
 */
export function streamlines(grid: VectorGrid, options: StreamlineOptions = {}): SvgNode {
  requireOptions('streamlines', options, streamlinesOptionNames);
  const given = withDefaults<StreamlineOptions>({ qLabel: 'q', pLabel: 'p', width: 460 }, options);
  const size = figureSize('streamlines', given, { height: 420 });
  const lines = traceStreamlines(grid, { separation: given.separation });
  // Roots of the speed, so that slow regions can be told apart beside fast ones.
  const roots = lines.map(({ speed }) => Math.sqrt(speed));
  const span = extent(roots) ?? [0, 1];
  const notFinite = Array.from(grid.dq).filter(
    (dq, index) => !Number.isFinite(dq) || !Number.isFinite(grid.dp[index]),
  ).length;
  return cartesian(
    {
      kind: 'Streamlines',
      size,
      x: makeScale([], { domain: grid.q }),
      y: makeScale([], { domain: grid.p }),
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      square: true,
      yGrid: false,
      description: `${lines.length} streamlines over ${given.qLabel ?? ''} (horizontal) and ${given.pLabel ?? ''} (vertical).`,
      notes: [missingNote({ notFinite, notPositive: 0 })],
      labelTexts: [],
      labels: () => [],
      marks: (x, y) => {
        if (options.marks === false) return [];
        const drawn = lines.flatMap(({ q, p }, index) => {
          const colour = rampName(roots[index] ?? 0, span);
          const found = runs(
            q.length,
            (i) => x.position(q[i] ?? NaN),
            (i) => y.position(p[i] ?? NaN),
          );
          return [
            ...drawRuns(found, { colour, width: 1.2 }),
            ...directionMarks(found, colour, true).filter(({ tag }) => tag !== 'circle'),
          ];
        });
        return [...drawn, ...drawTrajectories('streamlines', given.trajectories ?? [], x, y, 'orange')];
      },
      topMarks: (_x, _y, area) => (lines.length === 0 ? [noValues(area)] : []),
    },
    given,
  );
}
