/** Soft discs on a unit canvas: what a renderer is made for. Colours have as many entries as there are channels. */
export interface DiscScene {
  /** Pixels along each side, at least 2; pixel i is sampled at i / (size - 1). */
  readonly size: number;
  readonly channels: 1 | 3;
  readonly background: readonly number[];
  /** Disc 0 is in front. Radii are in units of the canvas. */
  readonly discs: readonly { readonly radius: number; readonly color: readonly number[] }[];
}

/** Steepness of a disc's edge in units of the canvas (Botev et al. 2021, arXiv:2111.05986). */
export const edgeSteepness = 80;

/** How much of a pixel a disc covers, at `depth` = radius - distance to its centre. */
export function coverage(depth: number): number {
  return 1 / (1 + Math.exp(-edgeSteepness * depth));
}

// Outside of this a disc covers less than 1/1024 of a pixel: under a quarter of a grey level.
const reach = Math.log(1023) / edgeSteepness;
const inside = 0.16;
const entries = 4096;
const perUnit = (entries - 1) / (reach + inside);
// Interpolated linearly the table is within 1e-6 of the sigmoid.
const table = Float64Array.from({ length: entries + 1 }, (_, i) => coverage(i / perUnit - reach));

function tabulatedCoverage(depth: number): number {
  const at = (depth + reach) * perUnit;
  if (at >= entries - 1) return 1;
  if (at < 0) return 0;
  const i = at | 0;
  return table[i] + (at - i) * (table[i + 1] - table[i]);
}

/** Draws one frame: reads x, y of every disc in units of the canvas, fills `out` from `start`. */
export type DrawFrame = (positions: Float64Array, out: Uint8Array, start: number) => void;

/**
 * A renderer of anti-aliased discs into 8-bit pixels, rows from the top, channels last.
 *
 * Each disc covers sigmoid(80 (radius - distance)) of a pixel and lies over those after it. Only pixels that a
 * disc touches are evaluated; values are within one level of `round(255 * renderExactly(...))`.
 * @example
 * const scene = { size: 32, channels: 1, background: [0], discs: [{ radius: 0.1, color: [1] }] } as const;
 * const frame = new Uint8Array(32 * 32);
 * discRenderer(scene)(Float64Array.of(0.5, 0.5), frame, 0);
 */
export function discRenderer(scene: DiscScene): DrawFrame {
  const { size, channels, discs } = scene;
  const background = scene.background.map((value) => 255 * value);
  const colors = discs.map(({ color }) => color.map((value) => 255 * value));
  const values = size * size * channels;
  const canvas = new Float64Array(values);
  for (let i = 0; i < values; i++) canvas[i] = background[i % channels];
  const empty = Uint8Array.from(canvas, (value) => Math.round(value));
  const last = size - 1;
  // Per disc: first row, last row, first column, last column that it touches.
  const boxes = new Int32Array(4 * discs.length);

  const paint = (d: number, cx: number, cy: number): void => {
    const color = colors[d];
    const radius = discs[d].radius;
    const extent = radius + reach;
    const top = Math.max(0, Math.ceil((cy - extent) * last));
    const bottom = Math.min(last, Math.floor((cy + extent) * last));
    const left = Math.max(0, Math.ceil((cx - extent) * last));
    const right = Math.min(last, Math.floor((cx + extent) * last));
    boxes.set([top, bottom, left, right], 4 * d);
    for (let row = top; row <= bottom; row++) {
      const dy = row / last - cy;
      for (let column = left; column <= right; column++) {
        const dx = column / last - cx;
        const cover = tabulatedCoverage(radius - Math.sqrt(dx * dx + dy * dy));
        if (cover === 0) continue;
        const pixel = (row * size + column) * channels;
        for (let c = 0; c < channels; c++) canvas[pixel + c] += cover * (color[c] - canvas[pixel + c]);
      }
    }
  };

  const forBox = (d: number, visit: (from: number, to: number) => void): void => {
    const [left, right] = [boxes[4 * d + 2], boxes[4 * d + 3]];
    if (right < left) return;
    for (let row = boxes[4 * d]; row <= boxes[4 * d + 1]; row++) {
      visit((row * size + left) * channels, (row * size + right + 1) * channels);
    }
  };

  return (positions, out, start) => {
    out.set(empty, start);
    for (let d = discs.length - 1; d >= 0; d--) paint(d, positions[2 * d], positions[2 * d + 1]);
    for (let d = 0; d < discs.length; d++) {
      forBox(d, (from, to) => {
        for (let i = from; i < to; i++) out[start + i] = (canvas[i] + 0.5) | 0;
      });
    }
    for (let d = 0; d < discs.length; d++) {
      forBox(d, (from, to) => {
        for (let i = from; i < to; i++) canvas[i] = background[i % channels];
      });
    }
  };
}

/**
 * The same picture in float64 from 0 to 1, every pixel of every disc evaluated: what the fast path is checked against.
 * @param positions - x, y of every disc in units of the canvas
 * @returns size * size * channels values
 */
export function renderExactly(scene: DiscScene, positions: ArrayLike<number>): Float64Array {
  const { size, channels, discs, background } = scene;
  const out = new Float64Array(size * size * channels);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const pixel = (row * size + column) * channels;
      for (let c = 0; c < channels; c++) out[pixel + c] = background[c];
      for (let d = discs.length - 1; d >= 0; d--) {
        const dx = column / (size - 1) - positions[2 * d];
        const dy = row / (size - 1) - positions[2 * d + 1];
        const cover = coverage(discs[d].radius - Math.hypot(dx, dy));
        for (let c = 0; c < channels; c++) out[pixel + c] += cover * (discs[d].color[c] - out[pixel + c]);
      }
    }
  }
  return out;
}
