import { pickOptions, requireOptions, type OptionNames } from '@hgn/options';
import {
  figureRoot,
  fontSize,
  footer,
  header,
  moved,
  noValues,
  outerMargin,
  textNode,
  withDefaults,
} from '../../chart/layout.ts';
import { formatNumber } from '../../scale/format.ts';
import { makeScale } from '../../scale/scale.ts';
import { svgNode, type SvgNode } from '../../svg/node.ts';
import { paint } from '../../theme/palette.ts';
import type { FieldGrid } from '../grid.ts';
import { drawKey } from '../key.ts';
import type { FieldTrajectory } from '../overlay.ts';
import { surfaceFaces } from './surfaceFaces.ts';
import {
  surfaceLayout,
  surfaceLayoutOptionNames,
  surfaceNote,
  type SurfaceLayout,
  type SurfaceOptions,
} from './surfaceLayout.ts';

/** Options of `surface`. The size is 520 × 420 by default. */
export interface SurfaceFigureOptions extends SurfaceOptions {
  /** Trajectories on the surface, hidden where it hides them; default none. */
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
}

const surfaceOptionNames: OptionNames<SurfaceFigureOptions> = {
  ...surfaceLayoutOptionNames,
  trajectories: true,
};

/**
 * Draws a function of (q, p) as a surface seen from above and aside: its height and its colour are the value.
 * Places where the value is not finite stay open. Costs one path a face, at most 48 × 48 unless told.
 *
 * @throws RangeError if the values do not match the grid, the elevation is not 0 … 90, or q and p of a trajectory
 * differ in length.
 * @example
 * ```ts
 * const pendulum = sampleField((q, p) => p ** 2 / 2 + 1 - Math.cos(q), { q: [-4, 4], p: [-3, 3], columns: 24 });
 * console.log(toSvgString(surface(pendulum, { azimuth: 20, title: 'Pendulum' })).includes('Pendulum')); // true
 * ```
 */
export function surface(grid: FieldGrid, options: SurfaceFigureOptions = {}): SvgNode {
  requireOptions('surface', options, surfaceOptionNames);
  const given = withDefaults<SurfaceFigureOptions>({ qLabel: 'q', pLabel: 'p', valueLabel: 'H' }, options);
  for (const { q, p } of given.trajectories ?? []) {
    if (q.length !== p.length) {
      throw new RangeError(
        `surface: q and p of a trajectory must have the same length, but have ${q.length} and ${p.length}`,
      );
    }
  }
  const layout = surfaceLayout(grid, pickOptions<SurfaceOptions>(given, surfaceLayoutOptionNames));
  const size = { width: layout.width - 2 * outerMargin, height: layout.height - 2 * outerMargin };
  const { span, key } = layout;
  const foot = footer([surfaceNote(grid, given)], size.width);
  const inner = { ...layout.area, left: layout.area.left - outerMargin, top: layout.area.top - outerMargin };
  const content = [
    ...header(given, size.width).nodes,
    svgNode('g', { transform: `translate(${-outerMargin} ${-outerMargin})` }, [
      ...base(grid, layout, given),
      ...(given.marks === false ? [] : faces(grid, layout, given)),
    ]),
    ...(key === undefined
      ? given.marks === false
        ? []
        : [noValues(inner)]
      : drawKey(key, given.valueLabel ?? '', { ...inner, left: inner.left + 30 })),
    moved(foot.nodes, 0, size.height - foot.height),
  ];
  const description =
    `${given.valueLabel ?? ''} over ${given.qLabel ?? ''} and ${given.pLabel ?? ''} as a surface, ` +
    (span === undefined ? 'no values.' : `from ${formatNumber(span[0])} to ${formatNumber(span[1])}.`);
  return figureRoot('Surface', given, size, description, content);
}

function faces(grid: FieldGrid, layout: SurfaceLayout, options: SurfaceFigureOptions): readonly SvgNode[] {
  return surfaceFaces(grid, layout, options).flatMap(({ corners, colour, pieces }) => [
    svgNode('path', {
      d: `M${corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`,
      fill: colour,
      stroke: colour,
      'stroke-width': 0.6,
      'stroke-linejoin': 'round',
    }),
    ...pieces.map(({ from, to }) =>
      svgNode('path', {
        d: `M${from.map((at) => at.toFixed(1)).join(',')}L${to.map((at) => at.toFixed(1)).join(',')}`,
        fill: 'none',
        stroke: paint('on-map'),
        'stroke-width': 2,
        'stroke-linecap': 'round',
      }),
    ),
  ]);
}

/** The square under the surface, with numbers and names along its two nearest edges. */
function base(grid: FieldGrid, layout: SurfaceLayout, options: SurfaceFigureOptions): readonly SvgNode[] {
  const floor = layout.span?.[0] ?? 0;
  const at = (q: number, p: number): readonly [number, number] => layout.project(q, p, floor);
  const [[q0, q1], [p0, p1]] = [grid.q, grid.p];
  const corners = [at(q0, p0), at(q1, p0), at(q1, p1), at(q0, p1)];
  const middle = at((q0 + q1) / 2, (p0 + p1) / 2);
  const turn = (layout.azimuth * Math.PI) / 180;
  const [nearP, nearQ] = [Math.cos(turn) > 0 ? p0 : p1, Math.sin(turn) > 0 ? q0 : q1];
  const edge = (
    domain: readonly [number, number],
    place: (value: number) => readonly [number, number],
    name: string,
  ): readonly SvgNode[] => {
    const ticks = makeScale([], { domain, tickCount: 4 }).ticks;
    const outward = away(place((domain[0] + domain[1]) / 2), middle);
    const anchor = outward[0] > 0.3 ? 'start' : outward[0] < -0.3 ? 'end' : 'middle';
    const beside = ([x, y]: readonly [number, number], distance: number): readonly [number, number] => [
      x + outward[0] * distance,
      y + outward[1] * distance + 3.5,
    ];
    const [nameX, nameY] = beside(place((domain[0] + domain[1]) / 2), 30);
    return [
      ...ticks.flatMap(({ value, label }) => {
        const [x, y] = place(value);
        const [textX, textY] = beside([x, y], 9);
        return [
          svgNode('line', {
            x1: x,
            y1: y,
            x2: x + outward[0] * 4,
            y2: y + outward[1] * 4,
            stroke: paint('axis'),
            'stroke-width': 1,
          }),
          textNode(label, textX, textY, { size: fontSize.tick, anchor }),
        ];
      }),
      textNode(name, nameX, nameY, { anchor }),
    ];
  };
  return [
    svgNode('path', {
      d: `M${corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`,
      fill: 'none',
      stroke: paint('axis'),
      'stroke-width': 1,
      'stroke-linejoin': 'round',
    }),
    ...edge(grid.q, (q) => at(q, nearP), options.qLabel ?? ''),
    ...edge(grid.p, (p) => at(nearQ, p), options.pLabel ?? ''),
  ];
}

/** The direction from one place to another, reversed, of length 1; downward where both are one. */
function away(
  [x, y]: readonly [number, number],
  [fromX, fromY]: readonly [number, number],
): readonly [number, number] {
  const length = Math.hypot(x - fromX, y - fromY);
  return length < 1e-9 ? [0, 1] : [(x - fromX) / length, (y - fromY) / length];
}
