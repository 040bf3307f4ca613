import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../../figures/optionNames.ts';
import { missingNote } from '../../chart/describe.ts';
import { figureSize, footer, header, outerMargin, type FigureOptions } from '../../chart/layout.ts';
import { extent } from '../../scale/scale.ts';
import type { Area } from '../../svg/node.ts';
import { makeBands, type BandKey, type BandOptions } from '../bands.ts';
import { checkGrid, type FieldGrid } from '../grid.ts';
import { keyMargin } from '../key.ts';

/** From where a surface is seen, and what stands around it. */
export interface SurfaceOptions extends FigureOptions, BandOptions {
  /** Turn of the eye around the surface in degrees: at 0 q runs to the right and p into the page; default 35. */
  readonly azimuth?: number | undefined;
  /** How far the eye is above the plane, in degrees, 0 … 90; default 30. */
  readonly elevation?: number | undefined;
  /** Height of the surface, in units of the side of its base; default 0.55. */
  readonly relief?: number | undefined;
  /** At most how many faces along each side are drawn; default 48. */
  readonly faces?: number | undefined;
  /** Label of the q axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the p axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** What the heights are, written over the key; default `'H'`. */
  readonly valueLabel?: string | undefined;
}

/** How a surface lies on the page; the same for `surface` and for a canvas under its frame. */
export interface SurfaceLayout {
  /** Width of the viewBox, in SVG units. */
  readonly width: number;
  /** Height of the viewBox. */
  readonly height: number;
  /** Where the surface may lie, whichever way it is turned. */
  readonly area: Area;
  /** Degrees, as drawn. */
  readonly azimuth: number;
  readonly elevation: number;
  /** Values that have the lowest and the highest place; undefined where no value is finite. */
  readonly span: readonly [number, number] | undefined;
  /** Colours of the values. */
  readonly key: BandKey | undefined;
  /** The place of a point over the plane, in SVG units; a value beyond the span lies beyond the surface. */
  project(q: number, p: number, value: number): readonly [x: number, y: number];
}

/** What stands under a surface. */
export function surfaceNote(grid: FieldGrid, options: FigureOptions): string {
  const notFinite = Array.from(grid.values).filter((value) => !Number.isFinite(value)).length;
  return [options.note, missingNote({ notFinite, notPositive: 0 })]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** The names of {@link SurfaceOptions}. */
export const surfaceLayoutOptionNames: OptionNames<SurfaceOptions> = {
  ...figureOptionNames,
  azimuth: true,
  elevation: true,
  relief: true,
  faces: true,
  qLabel: true,
  pLabel: true,
  valueLabel: true,
  height: true,
  levels: true,
  valueDomain: true,
  colourMap: true,
};

/**
 * How `surface` lays out a grid with the same options: parallel projection, so that a turning surface keeps its size.
 *
 * @throws RangeError if the values do not match the grid, the elevation is not 0 … 90, or width or height are too small.
 * @example
 * ```ts
 * const bowl = sampleField((q, p) => q * q + p * p, { q: [-1, 1], p: [-1, 1], columns: 9 });
 * const { project } = surfaceLayout(bowl, { azimuth: 0, elevation: 90 });
 * console.log(project(0.5, 0, 1)[0] > project(-0.5, 0, 1)[0]); // true
 * ```
 */
export function surfaceLayout(grid: FieldGrid, options: SurfaceOptions = {}): SurfaceLayout {
  requireOptions('surfaceLayout', options, surfaceLayoutOptionNames);
  checkGrid('surface', grid, grid.values);
  const { azimuth = 35, elevation = 30, relief = 0.55 } = options;
  if (!(elevation >= 0 && elevation <= 90) || !Number.isFinite(azimuth)) {
    throw new RangeError(
      `surface: elevation must be 0 … 90 degrees and azimuth finite, but got ${elevation} and ${azimuth}`,
    );
  }
  const size = figureSize('surface', options, { width: 520, height: 420 });
  const span = extent(Array.from(grid.values));
  const key = span === undefined ? undefined : makeBands(options, span);
  const top = header(options, size.width).height + 22;
  const bottom = footer([surfaceNote(grid, options)], size.width).height + 34;
  const area: Area = {
    left: outerMargin + 30,
    top: outerMargin + top,
    width: Math.max(40, size.width - 60 - keyMargin(key, options.valueLabel ?? 'H')),
    height: Math.max(40, size.height - top - bottom),
  };
  const [turn, rise] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  // The base is a square of side 2; a full turn needs its diagonal.
  const tall = 2 * relief;
  const [wide, high] = [2 * Math.SQRT2, 2 * Math.SQRT2 * Math.sin(rise) + tall * Math.cos(rise)];
  const scale = Math.min(area.width / wide, area.height / high);
  const centre = [area.left + area.width / 2, area.top + area.height / 2] as const;
  const along = (value: number, [low, up]: readonly [number, number]): number =>
    up > low ? (value / 2 - low / 2) / (up / 2 - low / 2) : 0.5;
  const project = (q: number, p: number, value: number): readonly [number, number] => {
    const [u, v] = [2 * along(q, grid.q) - 1, 2 * along(p, grid.p) - 1];
    const lift = tall * (along(value, span ?? [0, 1]) - 0.5);
    const across = u * Math.cos(turn) - v * Math.sin(turn);
    const depth = u * Math.sin(turn) + v * Math.cos(turn);
    return [centre[0] + scale * across, centre[1] - scale * (depth * Math.sin(rise) + lift * Math.cos(rise))];
  };
  return {
    width: size.width + 2 * outerMargin,
    height: size.height + 2 * outerMargin,
    area,
    azimuth,
    elevation,
    span,
    key,
    project,
  };
}
