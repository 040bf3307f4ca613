import type { PlotScale } from '../scale/scale.ts';
import type { Area } from '../svg/node.ts';

/** What the painters call of a 2-D context: that of a canvas on a page, off screen, in a worker, or of a canvas library. */
export type Context2D = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'setTransform'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'arc'
  | 'rect'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'clearRect'
  | 'drawImage'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'globalAlpha'
  | 'imageSmoothingEnabled'
>;

/**
 * Makes a canvas as sharp as the screen and its units those of a figure, and clears it: call it before each frame.
 * The canvas's own size changes only where it has to, since that costs a new buffer.
 *
 * @example
 * ```ts
 * function frame(canvas: HTMLCanvasElement, figure: SvgNode) {
 *   const context = canvas.getContext('2d');
 *   if (context !== null) fitCanvas(context, layoutOf(figure), canvas.clientWidth * devicePixelRatio);
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function fitCanvas(
  context: Context2D & { readonly canvas: { width: number; height: number } },
  layout: { readonly width: number; readonly height: number },
  pixelsWide: number,
): void {
  const scale = Math.max(1, pixelsWide) / layout.width;
  const [width, height] = [Math.round(layout.width * scale), Math.round(layout.height * scale)];
  const { canvas } = context;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
}

/** Runs `paint` with everything outside the area cut off, and puts the context back as it was. */
export function within(context: Context2D, area: Area, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  try {
    paint();
  } finally {
    context.restore();
  }
}

/** The position of a value as a function that does not look at the kind of scale again: for a painter's inner loop. */
export function positionsOf(scale: PlotScale): (value: number) => number {
  const [from, to] = scale.range;
  const [low, high] = scale.domain;
  const factor = (to - from) / (high - low);
  const offset = from - factor * low;
  // A domain near the largest number overflows here, where the scale itself does not.
  if (scale.kind !== 'linear' || !Number.isFinite(offset) || factor === 0) return scale.position;
  return (value) => offset + factor * value;
}
