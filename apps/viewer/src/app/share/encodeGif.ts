import { breathe, filmCanvas, type Film, type FilmProgress } from './film.ts';

/** Pixels from which the palette is chosen: spread over the whole film. */
const sampledPixels = 400_000;

/**
 * An animated GIF that repeats for ever, of one palette for all frames, so that colours do not flicker. Each frame shows
 * for a whole number of hundredths of a second, so chosen that the film keeps its speed; browsers slow down what shows
 * for less than two.
 */
export async function encodeGif(film: Film, { signal, report }: FilmProgress): Promise<Blob> {
  const module = await import('gifenc');
  // Bundlers take the ES module, whose exports are named; Node the CommonJS one, all of it under `default`.
  const { GIFEncoder, quantize, applyPalette } = ('GIFEncoder' in module ? module : module.default) as {
    readonly [name in keyof typeof module.default]: (typeof module.default)[name];
  };
  const { width, height, frames, framesPerSecond } = film;
  const { context } = filmCanvas(width, height);
  const pictures: Uint8Array[] = [];
  for (let frame = 0; frame < frames; frame++) {
    signal.throwIfAborted();
    await film.draw(context, frame);
    pictures.push(new Uint8Array(context.getImageData(0, 0, width, height).data.buffer));
    await breathe();
  }
  const palette = quantize(sample(pictures, width * height), 256);
  const encoder = GIFEncoder();
  const hundredths = (frame: number): number => Math.round((100 * frame) / framesPerSecond);
  for (const [frame, rgba] of pictures.entries()) {
    signal.throwIfAborted();
    const delay = 10 * Math.max(2, hundredths(frame + 1) - hundredths(frame));
    encoder.writeFrame(applyPalette(rgba, palette), width, height, { palette, delay, repeat: 0 });
    report(frame + 1);
    await breathe();
  }
  encoder.finish();
  return new Blob([encoder.bytes()], { type: 'image/gif' });
}

/** Every n-th pixel of all pictures. */
function sample(pictures: readonly Uint8Array[], pixels: number): Uint8Array {
  const stride = Math.max(1, Math.ceil((pictures.length * pixels) / sampledPixels));
  const all = pictures.length * pixels;
  const sampled = new Uint8Array(4 * Math.ceil(all / stride));
  for (let i = 0, at = 0; i < all; i += stride, at += 4) {
    const from = 4 * (i % pixels);
    sampled.set(pictures[Math.floor(i / pixels)].subarray(from, from + 4), at);
  }
  return sampled;
}
