import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture, Sequence } from '@hgn/datasets/node';
import { encode } from 'fast-png';

/** How a film of a bright blob that swings before a wall is made. */
export interface SwingFilm {
  readonly width?: number;
  readonly height?: number;
  readonly length?: number;
  /** Seconds from one picture to the next. */
  readonly dt?: number;
  /** Seconds of a swing. */
  readonly period?: number;
  /** Of the amplitude, in 1/s. */
  readonly decay?: number;
  /** Pixels from the middle to both sides. */
  readonly amplitude?: number;
  /** Whether the blob has a colour. */
  readonly isColoured?: boolean;
  /** Pixels that the camera moves to both sides. */
  readonly shake?: number;
  /** Levels that a lamp flickers by. */
  readonly flicker?: number;
}

/** Draws the film: a wall with a pattern that is lit from one side, and the blob before it. */
export function drawSwing(options: SwingFilm = {}): Picture[] {
  const { width = 48, height = 36, length = 150, dt = 1 / 30, period = 0.8, decay = 0.1 } = options;
  const { amplitude = 12, isColoured = true, shake = 0, flicker = 0 } = options;
  return Array.from({ length }, (_, t): Picture => {
    const data = new Uint8Array(3 * width * height);
    const time = t * dt;
    const camera = shake * Math.sin(1.3 * time);
    const x = width / 2 + amplitude * Math.exp(-decay * time) * Math.cos((2 * Math.PI * time) / period);
    const y = 0.6 * height;
    const lamp = flicker * Math.sin(9 * time);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = column + camera;
        const wall = 60 + 18 * Math.sin(0.9 * at) * Math.cos(0.7 * row) + (30 * at) / width + lamp;
        const blob = Math.exp(-((at - x) ** 2 + (row - y) ** 2) / 8);
        const colour = isColoured ? [220, 120, 40] : [220, 220, 220];
        colour.forEach((level, c) => {
          data[3 * (row * width + column) + c] = Math.round(wall * (1 - blob) + level * blob);
        });
      }
    }
    return { width, height, channels: 3, data };
  });
}

/** Pictures in memory as a film. */
export const filmInMemory = (pictures: readonly Picture[], dt?: number): Sequence => ({
  path: 'swing.mp4',
  async *pictures() {
    for (const picture of pictures) yield await Promise.resolve(picture);
  },
  interval: () => Promise.resolve(dt),
});

/** Writes a film as a folder of PNG files. */
export async function writeSwing(folder: string, options?: SwingFilm): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [t, { width, height, data }] of drawSwing(options).entries())
    await writeFile(join(folder, `${t}.png`), encode({ width, height, data, channels: 3, depth: 8 }));
}
