import { brushOf, type Brush } from './brush.ts';
import { perUnit, tabulatedCoverage } from './coverageTable.ts';
import type { DiscScene } from './discs.ts';

/** Draws one frame: reads x, y of every disc in units of the canvas, fills `out` from `start`. */
export type DrawFrame = (positions: Float64Array, out: Uint8Array, start: number) => void;

function emptyFrame({ size, channels, background }: DiscScene): Uint8Array {
  const frame = new Uint8Array(size * size * channels);
  for (let i = 0; i < frame.length; i++) frame[i] = 255 * background[i % channels] + 0.5;
  return frame;
}

/**
 * A renderer of anti-aliased discs into 8-bit pixels, rows from the top, channels last.
 *
 * Only pixels that a disc touches are evaluated; values are within one level of `round(255 * renderExactly(...))`.
 * Making one costs as much as drawing ten frames: keep it for all frames of a scene.
 * @example
 * const scene = { size: 32, channels: 1, background: [0], discs: [{ radius: 0.1, color: [1] }] } as const;
 * const frame = new Uint8Array(32 * 32);
 * discRenderer(scene)(Float64Array.of(0.5, 0.5), frame, 0);
 */
export function discRenderer(scene: DiscScene): DrawFrame {
  const { size, channels, discs, background } = scene;
  const last = size - 1;
  const step = 1 / last;
  const empty = emptyFrame(scene);
  const brushes = discs.map(({ radius, color }) => brushOf(radius, color, background));
  const ground = Float64Array.from({ length: 3 }, (_, c) => 255 * background[Math.min(c, channels - 1)]);

  // Discs on the canvas, from back to front, and whether a disc shares pixels with another.
  const visible = new Int32Array(discs.length);
  const shared = new Uint8Array(discs.length);
  // The first and last column of each disc on the row that is being drawn.
  const left = new Int32Array(discs.length);
  const right = new Int32Array(discs.length);
  // The colours of a row while discs are laid over each other.
  const row3 = new Float64Array(3 * size);

  const findVisible = (positions: Float64Array): number => {
    let count = 0;
    for (let d = discs.length - 1; d >= 0; d--) {
      const { extent } = brushes[d];
      const [x, y] = [positions[2 * d], positions[2 * d + 1]];
      if (x > -extent && x < 1 + extent && y > -extent && y < 1 + extent) visible[count++] = d;
    }
    return count;
  };

  const findShared = (positions: Float64Array, count: number): boolean => {
    let any = false;
    for (let i = 0; i < count; i++) {
      const a = visible[i];
      shared[a] = 0;
      for (let j = 0; j < i; j++) {
        const b = visible[j];
        const apart = brushes[a].extent + brushes[b].extent;
        const dx = positions[2 * a] - positions[2 * b];
        const dy = positions[2 * a + 1] - positions[2 * b + 1];
        if (dx * dx + dy * dy >= apart * apart) continue;
        shared[a] = shared[b] = 1;
        any = true;
      }
    }
    return any;
  };

  /** Draws a row of a disc on the bare background. */
  const drawRow = (brush: Brush, row: number, x: number, y: number, out: Uint8Array, start: number): void => {
    const { seen, centre, pixels } = brush;
    const dy = row * step - y;
    const squared = dy * dy;
    const half = Math.sqrt(Math.max(0, seen * seen - squared));
    const end = Math.min(last, Math.floor((x + half) * last)) | 0;
    let column = Math.max(0, Math.ceil((x - half) * last)) | 0;
    let at = start + (row * size + column) * channels;
    for (; column <= end; column++, at += channels) {
      const dx = column * step - x;
      const pixel = pixels[(centre - perUnit * Math.sqrt(dx * dx + squared)) | 0];
      out[at] = pixel;
      if (channels === 1) continue;
      out[at + 1] = pixel >> 8;
      out[at + 2] = pixel >> 16;
    }
  };

  const drawAlone = (d: number, positions: Float64Array, out: Uint8Array, start: number): void => {
    const brush = brushes[d];
    const [x, y] = [positions[2 * d], positions[2 * d + 1]];
    const bottom = Math.min(last, Math.floor((y + brush.seen) * last)) | 0;
    for (let row = Math.max(0, Math.ceil((y - brush.seen) * last)) | 0; row <= bottom; row++) {
      drawRow(brush, row, x, y, out, start);
    }
  };

  /** Where each shared disc begins and ends on a row; whether two of them meet there. */
  const findSpans = (row: number, positions: Float64Array, count: number): boolean => {
    let meet = false;
    for (let i = 0; i < count; i++) {
      const a = visible[i];
      const { extent } = brushes[a];
      const dy = row * step - positions[2 * a + 1];
      const squared = extent * extent - dy * dy;
      if (squared < 0) {
        [left[a], right[a]] = [0, -1];
        continue;
      }
      const half = Math.sqrt(squared);
      left[a] = Math.max(0, Math.ceil((positions[2 * a] - half) * last));
      right[a] = Math.min(last, Math.floor((positions[2 * a] + half) * last));
      for (let j = 0; j < i && !meet; j++) {
        const b = visible[j];
        meet = left[a] <= right[b] && left[b] <= right[a] && left[b] <= right[b];
      }
    }
    return meet;
  };

  /** Lays a disc over what is in `row3`. */
  const blendRow = (d: number, row: number, x: number, y: number): void => {
    const { red, green, blue, centre } = brushes[d];
    const dy = row * step - y;
    const squared = dy * dy;
    const end = right[d];
    for (let column = left[d], at = 3 * left[d]; column <= end; column++, at += 3) {
      const dx = column * step - x;
      const cover = tabulatedCoverage(centre - perUnit * Math.sqrt(dx * dx + squared));
      row3[at] += cover * (red - row3[at]);
      row3[at + 1] += cover * (green - row3[at + 1]);
      row3[at + 2] += cover * (blue - row3[at + 2]);
    }
  };

  /** Draws a row on which discs lie over each other. */
  const composeRow = (
    row: number,
    positions: Float64Array,
    count: number,
    out: Uint8Array,
    start: number,
  ): void => {
    let [from, to] = [last, 0];
    for (let i = 0; i < count; i++) {
      const d = visible[i];
      if (left[d] > right[d]) continue;
      from = Math.min(from, left[d]);
      to = Math.max(to, right[d]);
    }
    for (let at = 3 * from; at <= 3 * to; at += 3) {
      row3[at] = ground[0];
      row3[at + 1] = ground[1];
      row3[at + 2] = ground[2];
    }
    for (let i = 0; i < count; i++) {
      const d = visible[i];
      if (left[d] <= right[d]) blendRow(d, row, positions[2 * d], positions[2 * d + 1]);
    }
    let at = start + (row * size + from) * channels;
    for (let column = from; column <= to; column++, at += channels) {
      out[at] = row3[3 * column] + 0.5;
      if (channels === 1) continue;
      out[at + 1] = row3[3 * column + 1] + 0.5;
      out[at + 2] = row3[3 * column + 2] + 0.5;
    }
  };

  return (positions, out, start) => {
    out.set(empty, start);
    const count = findVisible(positions);
    if (!findShared(positions, count)) {
      for (let i = 0; i < count; i++) drawAlone(visible[i], positions, out, start);
      return;
    }
    let together = 0;
    let [top, bottom] = [last, 0];
    for (let i = 0; i < count; i++) {
      const d = visible[i];
      if (!shared[d]) {
        drawAlone(d, positions, out, start);
        continue;
      }
      visible[together++] = d;
      const { extent } = brushes[d];
      top = Math.min(top, Math.max(0, Math.ceil((positions[2 * d + 1] - extent) * last)));
      bottom = Math.max(bottom, Math.min(last, Math.floor((positions[2 * d + 1] + extent) * last)));
    }
    for (let row = top; row <= bottom; row++) {
      if (findSpans(row, positions, together)) composeRow(row, positions, together, out, start);
      else {
        for (let i = 0; i < together; i++) {
          const d = visible[i];
          if (left[d] <= right[d])
            drawRow(brushes[d], row, positions[2 * d], positions[2 * d + 1], out, start);
        }
      }
    }
  };
}
