import { requireOptions, type OptionNames } from '@hgn/options';
import type { FieldGrid } from '../fields/grid.ts';
import { surfaceFaces, type FaceOptions } from '../fields/surface/surfaceFaces.ts';
import type { SurfaceLayout } from '../fields/surface/surfaceLayout.ts';
import type { Context2D } from './context.ts';
import { paintColours, type PaintColours } from './paintTrajectories.ts';

/** Options of `paintSurface`: those of `surface` that decide its faces, and the colours of trajectories. */
export interface SurfacePaint extends FaceOptions, PaintColours {
  /** Width of trajectories in SVG units; default 2. */
  readonly lineWidth?: number | undefined;
}

const paintSurfaceOptionNames: OptionNames<SurfacePaint> = {
  lineWidth: true,
  faces: true,
  colourMap: true,
  valueDomain: true,
  trajectories: true,
  mode: true,
  colours: true,
};

/**
 * Paints the surface of `surface` on a canvas under the figure's frame, for turning it by hand: lay it out anew with
 * each azimuth. Costs one fill a face.
 *
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, energy: FieldGrid, azimuth: number) {
 *   const layout = surfaceLayout(energy, { azimuth });
 *   fitCanvas(context, layout, 1040);
 *   paintSurface(context, layout, energy, { faces: 32 });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintSurface(
  context: Context2D,
  layout: SurfaceLayout,
  grid: FieldGrid,
  options: SurfacePaint = {},
): void {
  requireOptions('paintSurface', options, paintSurfaceOptionNames);
  const line = paintColours(options)['on-map'] ?? '#fff';
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.setLineDash([]);
  for (const { corners, colour, pieces } of surfaceFaces(grid, layout, options)) {
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = 0.6;
    context.beginPath();
    corners.forEach(([x, y], index) => {
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
    context.fill();
    // The seams between faces would show the ground.
    context.stroke();
    if (pieces.length === 0) continue;
    context.strokeStyle = line;
    context.lineWidth = options.lineWidth ?? 2;
    context.beginPath();
    for (const { from, to } of pieces) {
      context.moveTo(from[0], from[1]);
      context.lineTo(to[0], to[1]);
    }
    context.stroke();
  }
  context.restore();
}
