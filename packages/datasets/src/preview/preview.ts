import { requireOptions } from '@hgn/options';
import { encode } from 'fast-png';
import * as gifencModule from 'gifenc';
import type { Dataset } from '../simulation/dataset.ts';

// Node loads the CommonJS build, all of it under `default`; bundlers load the ES module, whose exports are named.
const gifenc = ('GIFEncoder' in gifencModule ? gifencModule : gifencModule.default) as gifencModule.Gifenc;

/** What of a dataset is shown. */
export interface PreviewOptions {
  /** How many trajectories, the first ones; 8 unless told, or all there are. */
  readonly trajectories?: number;
  /** Screen pixels per pixel along each axis, an integer from 1; 3 unless told. */
  readonly scale?: number;
  /** Red, green and blue between the pictures, 0 to 255 each; white unless told. */
  readonly paper?: readonly [red: number, green: number, blue: number];
}

type Pictures = Pick<Dataset, 'frames' | 'trajectories' | 'length' | 'height' | 'width' | 'channels' | 'dt'>;

const gap = 2;
const white = [255, 255, 255] as const;

interface Checked {
  readonly count: number;
  readonly scale: number;
  readonly paper: readonly [number, number, number];
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

function sheet(columns: number, rows: number, { width, height }: Pictures, { scale, paper }: Checked): Sheet {
  const sheetWidth = columns * (width * scale + gap) + gap;
  const sheetHeight = rows * (height * scale + gap) + gap;
  const rgba = new Uint8Array(4 * sheetWidth * sheetHeight);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([...paper, 255], at);
  return { width: sheetWidth, height: sheetHeight, rgba };
}

/** Draws frame `frame` of trajectory `trajectory` into a cell of the sheet. */
function paste(
  to: Sheet,
  column: number,
  row: number,
  data: Pictures,
  at: { trajectory: number; frame: number },
  scale: number,
): void {
  const { width, height, channels, length } = data;
  const start = (at.trajectory * length + at.frame) * width * height * channels;
  const left = gap + column * (width * scale + gap);
  const top = gap + row * (height * scale + gap);
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      const from = start + (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      const pixel = 4 * ((top + y) * to.width + left + x);
      for (let c = 0; c < 3; c++) to.rgba[pixel + c] = data.frames[from + (channels === 3 ? c : 0)];
    }
  }
}

function checked(data: Pictures, { trajectories = 8, scale = 3, paper = white }: PreviewOptions): Checked {
  if (!Number.isInteger(scale) || scale < 1 || !Number.isInteger(trajectories) || trajectories < 1) {
    throw new RangeError(
      `preview: trajectories and scale must be integers from 1, but got ${trajectories} and ${scale}`,
    );
  }
  return { count: Math.min(trajectories, data.trajectories), scale, paper };
}

/**
 * Milliseconds for which a frame of an animation is shown: whole hundredths of a second, as GIF has them, what rounding leaves
 * spread over the frames, so that the animation as a whole is as long as its frames. Browsers slow down what is shorter
 * than 20 ms, so that is the least.
 */
function frameDelay(frame: number, dt: number): number {
  const hundredths = Math.max(2, 100 * dt);
  return 10 * (Math.round((frame + 1) * hundredths) - Math.round(frame * hundredths));
}

/**
 * An animated GIF of the first trajectories side by side, in real time (a unit of simulated time is a second).
 * @returns the file's bytes
 * @throws RangeError for a bad scale or count
 * @example
 * const gif = previewGif(generate('three-body', { seed: 1, trajectories: 4, frames: 30 }));
 */
export function previewGif(data: Pictures, options: PreviewOptions = {}): Uint8Array<ArrayBuffer> {
  requireOptions('previewGif', options, { trajectories: true, scale: true, paper: true });
  const { count, scale, paper } = checked(data, options);
  const columns = Math.min(count, 4);
  const rows = Math.ceil(count / columns);
  const picture = (frame: number): Sheet => {
    const page = sheet(columns, rows, data, { count, scale, paper });
    for (let trajectory = 0; trajectory < count; trajectory++) {
      paste(page, trajectory % columns, Math.floor(trajectory / columns), data, { trajectory, frame }, scale);
    }
    return page;
  };
  const encoder = gifenc.GIFEncoder();
  for (let frame = 0; frame < data.length; frame++) {
    const { rgba, width, height } = picture(frame);
    const palette = gifenc.quantize(rgba, 256);
    const delay = frameDelay(frame, data.dt);
    encoder.writeFrame(gifenc.applyPalette(rgba, palette), width, height, { palette, delay, repeat: 0 });
  }
  encoder.finish();
  return encoder.bytes();
}

/**
 * A PNG film strip: a row per trajectory, up to ten frames evenly spread over its length.
 * @returns the file's bytes
 * @throws RangeError for a bad scale or count
 * @example
 * const png = previewPng(generate('pendulum', { seed: 1, trajectories: 4, frames: 30 }), { scale: 2 });
 */
export function previewPng(data: Pictures, options: PreviewOptions = {}): Uint8Array<ArrayBuffer> {
  requireOptions('previewPng', options, { trajectories: true, scale: true, paper: true });
  const { count, scale, paper } = checked(data, options);
  const columns = Math.min(10, data.length);
  const page = sheet(columns, count, data, { count, scale, paper });
  for (let trajectory = 0; trajectory < count; trajectory++) {
    for (let column = 0; column < columns; column++) {
      const frame = columns === 1 ? 0 : Math.round((column * (data.length - 1)) / (columns - 1));
      paste(page, column, trajectory, data, { trajectory, frame }, scale);
    }
  }
  return new Uint8Array(
    encode({ width: page.width, height: page.height, data: page.rgba, channels: 4, depth: 8 }),
  );
}
