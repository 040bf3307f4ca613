import { filmCanvas, type Film, type FilmProgress } from './film.ts';

/** File formats of films with a codec. */
export type VideoFormat = 'webm' | 'mp4';

/** The browser cannot encode a film of this kind. */
export class MissingCodecError extends Error {
  override readonly name = 'MissingCodecError';
}

const codecs = { webm: ['vp9', 'vp8', 'av1'], mp4: ['avc', 'hevc', 'av1'] } as const;

/**
 * A WebM or MP4 film, by the codecs of the browser itself (WebCodecs). Odd sides grow by a pixel, as codecs want.
 *
 * @throws MissingCodecError when the browser has none for this format, or no WebCodecs at all
 */
export async function encodeVideo(
  film: Film,
  format: VideoFormat,
  { signal, report }: FilmProgress,
): Promise<Blob> {
  const what = format === 'webm' ? 'WebM' : 'MP4';
  if (!('VideoEncoder' in globalThis)) {
    throw new MissingCodecError(
      `This browser cannot encode films (it has no WebCodecs): save a GIF instead of ${what}.`,
    );
  }
  const {
    BufferTarget,
    CanvasSource,
    getFirstEncodableVideoCodec,
    Mp4OutputFormat,
    Output,
    QUALITY_HIGH,
    WebMOutputFormat,
  } = await import('mediabunny');
  const width = film.width + (film.width % 2);
  const height = film.height + (film.height % 2);
  const codec = await getFirstEncodableVideoCodec([...codecs[format]], {
    width,
    height,
    quality: QUALITY_HIGH,
  });
  if (codec === null) {
    const others = format === 'mp4' ? 'WebM or GIF' : 'GIF';
    throw new MissingCodecError(
      `This browser has no codec that makes ${what} of ${width} x ${height} pixels: save ${others} instead.`,
    );
  }
  const { canvas, context } = filmCanvas(width, height);
  const target = new BufferTarget();
  const output = new Output({
    format: format === 'webm' ? new WebMOutputFormat() : new Mp4OutputFormat(),
    target,
  });
  const source = new CanvasSource(canvas, { codec, quality: QUALITY_HIGH });
  output.addVideoTrack(source, { frameRate: film.framesPerSecond });
  await output.start();
  try {
    for (let frame = 0; frame < film.frames; frame++) {
      signal.throwIfAborted();
      await film.draw(context, frame);
      await source.add(frame / film.framesPerSecond, 1 / film.framesPerSecond);
      report(frame + 1);
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  if (target.buffer === null) throw new Error(`encodeVideo: a finished film must have bytes, but got none`);
  return new Blob([target.buffer], { type: `video/${format}` });
}
