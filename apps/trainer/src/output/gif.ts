import { createRequire } from 'node:module';
import { type Film, moment, type Tiling } from './film.ts';

/** What this file uses of gifenc, which has no types of its own. */
interface Gifenc {
  GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette: number[][]; delay: number; repeat: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  quantize(rgba: Uint8Array, maxColors: number): number[][];
  applyPalette(rgba: Uint8Array, palette: number[][]): Uint8Array;
}

// A CommonJS module whose default export hides its other ones from `import` in some loaders.
const require = createRequire(import.meta.url);

/**
 * An animated GIF that repeats for ever; all rows play at once.
 *
 * @param delay milliseconds a frame is shown
 */
export function encodeGif(
  film: Film,
  { scale, delay, paper }: Pick<Tiling, 'scale' | 'paper'> & { delay: number },
): Uint8Array {
  const { GIFEncoder, quantize, applyPalette } = require('gifenc') as Gifenc;
  const pictures = Array.from({ length: film.length }, (_, t) =>
    moment(film, t, { scale, gap: scale, ...(paper && { paper }) }),
  );
  // One palette for all frames, or colours would flicker.
  const palette = quantize(concatenate(pictures.map(({ rgba }) => rgba)), 256);
  const gif = GIFEncoder();
  for (const { rgba, width, height } of pictures) {
    gif.writeFrame(applyPalette(rgba, palette), width, height, { palette, delay, repeat: 0 });
  }
  gif.finish();
  return gif.bytes();
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
