import { coverage, edgeSteepness, type DiscScene } from './discs.ts';

// Further out a disc covers less than 1/1024 of a pixel: under a quarter of a grey level.
const reach = Math.log(1023) / edgeSteepness;
const inside = 0.16;
const entries = 1024;
const perUnit = (entries - 1) / (reach + inside);
// Interpolated linearly, the table is within 5e-6 of the sigmoid.
const table = Float64Array.from({ length: entries }, (_, i) => coverage(i / perUnit - reach));

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
 * Only pixels that a disc touches are evaluated; values are within one level of `round(255 * renderExactly(...))`.
 * @example
 * const scene = { size: 32, channels: 1, background: [0], discs: [{ radius: 0.1, color: [1] }] } as const;
 * const frame = new Uint8Array(32 * 32);
 * discRenderer(scene)(Float64Array.of(0.5, 0.5), frame, 0);
 */
export function discRenderer({ size, channels, discs, background }: DiscScene): DrawFrame {
  const last = size - 1;
  const step = 1 / last;
  const ground = Float64Array.from(background, (value) => 255 * value);
  const colors = discs.map(({ color }) => Float64Array.from(color, (value) => 255 * value));
  const values = size * size * channels;
  const empty = new Uint8Array(values);
  for (let c = 0; c < channels; c++) empty[c] = ground[c] + 0.5;
  for (let done = channels; done < values; done *= 2) empty.copyWithin(done, 0, done);
  const box = new Int32Array(4 * discs.length);
  // Made for the first frame in which discs overlap.
  let canvas: Float64Array | undefined;

  const findBox = (d: number, cx: number, cy: number): void => {
    const extent = discs[d].radius + reach;
    box[4 * d] = Math.max(0, Math.ceil((cy - extent) * last));
    box[4 * d + 1] = Math.min(last, Math.floor((cy + extent) * last));
    box[4 * d + 2] = Math.max(0, Math.ceil((cx - extent) * last));
    box[4 * d + 3] = Math.min(last, Math.floor((cx + extent) * last));
  };

  // Whether the box of a disc touches that of another.
  const overlaps = new Uint8Array(discs.length);
  const findOverlaps = (): boolean => {
    overlaps.fill(0);
    let any = false;
    for (let a = 4; a < box.length; a += 4) {
      for (let b = 0; b < a; b += 4) {
        const apart =
          box[a] > box[b + 1] || box[b] > box[a + 1] || box[a + 2] > box[b + 3] || box[b + 2] > box[a + 3];
        if (apart) continue;
        overlaps[a / 4] = overlaps[b / 4] = 1;
        any = true;
      }
    }
    return any;
  };

  /** Draws a disc on the bare background. */
  const draw = (d: number, cx: number, cy: number, out: Uint8Array, start: number): void => {
    const color = colors[d];
    const [ground0, ground1, ground2] = [ground[0], ground[1], ground[2]];
    const [color0, color1, color2] = [color[0] - ground0, color[1] - ground1, color[2] - ground2];
    const radius = discs[d].radius;
    const reach2 = (radius + reach) ** 2;
    const bottom = box[4 * d + 1];
    for (let row = box[4 * d]; row <= bottom; row++) {
      const dy = row * step - cy;
      const half = Math.sqrt(Math.max(0, reach2 - dy * dy));
      const right = Math.min(last, Math.floor((cx + half) * last));
      let column = Math.max(0, Math.ceil((cx - half) * last));
      for (let at = start + (row * size + column) * channels; column <= right; column++, at += channels) {
        const dx = column * step - cx;
        const cover = tabulatedCoverage(radius - Math.sqrt(dx * dx + dy * dy));
        out[at] = ground0 + cover * color0 + 0.5;
        if (channels === 1) continue;
        out[at + 1] = ground1 + cover * color1 + 0.5;
        out[at + 2] = ground2 + cover * color2 + 0.5;
      }
    }
  };

  /** Blends a disc over what is on the canvas. */
  const blend = (onto: Float64Array, d: number, cx: number, cy: number): void => {
    const [red, green, blue] = [colors[d][0], colors[d][1], colors[d][2]];
    const radius = discs[d].radius;
    const reach2 = (radius + reach) ** 2;
    const bottom = box[4 * d + 1];
    for (let row = box[4 * d]; row <= bottom; row++) {
      const dy = row * step - cy;
      const half = Math.sqrt(Math.max(0, reach2 - dy * dy));
      const right = Math.min(last, Math.floor((cx + half) * last));
      let column = Math.max(0, Math.ceil((cx - half) * last));
      for (let at = (row * size + column) * channels; column <= right; column++, at += channels) {
        const dx = column * step - cx;
        const cover = tabulatedCoverage(radius - Math.sqrt(dx * dx + dy * dy));
        onto[at] += cover * (red - onto[at]);
        if (channels === 1) continue;
        onto[at + 1] += cover * (green - onto[at + 1]);
        onto[at + 2] += cover * (blue - onto[at + 2]);
      }
    }
  };

  /** Visits the rows of the boxes that overlap others. */
  const forBoxRows = (visit: (from: number, to: number) => void): void => {
    for (let b = 0; b < box.length; b += 4) {
      if (!overlaps[b / 4]) continue;
      const width = (box[b + 3] - box[b + 2] + 1) * channels;
      for (let row = box[b]; row <= box[b + 1]; row++) {
        const from = (row * size + box[b + 2]) * channels;
        visit(from, from + width);
      }
    }
  };

  const clear = (onto: Float64Array, from: number, to: number): void => {
    for (let i = from; i < to; i += channels) {
      for (let c = 0; c < channels; c++) onto[i + c] = ground[c];
    }
  };

  const drawOverlapping = (positions: Float64Array, out: Uint8Array, start: number): void => {
    if (!canvas) {
      canvas = new Float64Array(values);
      clear(canvas, 0, values);
    }
    const onto = canvas;
    for (let d = discs.length - 1; d >= 0; d--) {
      if (overlaps[d]) blend(onto, d, positions[2 * d], positions[2 * d + 1]);
    }
    forBoxRows((from, to) => {
      for (let i = from; i < to; i++) out[start + i] = onto[i] + 0.5;
    });
    forBoxRows((from, to) => clear(onto, from, to));
  };

  return (positions, out, start) => {
    out.set(empty, start);
    for (let d = 0; d < discs.length; d++) findBox(d, positions[2 * d], positions[2 * d + 1]);
    if (findOverlaps()) drawOverlapping(positions, out, start);
    for (let d = 0; d < discs.length; d++) {
      if (!overlaps[d]) draw(d, positions[2 * d], positions[2 * d + 1], out, start);
    }
  };
}
