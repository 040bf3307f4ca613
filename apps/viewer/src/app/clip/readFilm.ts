import { ClipError, keptSize, mostPictures, mostSeconds, type Clip, type Picture } from './clip.ts';

/**
 * Reads the first seconds of an MP4, MOV, WebM or Matroska film by the browser's own decoders (WebCodecs).
 *
 * @throws ClipError when it is none of them, has no pictures, or the browser lacks its codec
 */
export async function readFilm(file: Blob, name: string, signal: AbortSignal): Promise<Clip> {
  const { BlobSource, CanvasSink, Input, MATROSKA, MP4, QTFF, WEBM } = await import('mediabunny');
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  try {
    const track = await input.getPrimaryVideoTrack().catch((cause: unknown) => {
      throw new ClipError(`${name} cannot be read as a film: it is no MP4, MOV or WebM.`, { cause });
    });
    if (track === null) throw new ClipError(`${name} holds no pictures.`);
    if (!('VideoDecoder' in globalThis)) {
      throw new ClipError(
        `This browser cannot read films (it has no WebCodecs): take a GIF or pictures instead.`,
      );
    }
    if (!(await track.canDecode())) {
      throw new ClipError(
        `This browser has no codec for ${name} (${(await track.getCodec()) ?? 'an unknown one'}): take another format, or a GIF.`,
      );
    }
    const size = keptSize(await track.getDisplayWidth(), await track.getDisplayHeight());
    const first = await track.getFirstTimestamp();
    const duration = Math.min(mostSeconds, (await track.computeDuration()) - first);
    const sink = new CanvasSink(track, { ...size, fit: 'fill', poolSize: 1 });
    const pictures: Picture[] = [];
    const times: number[] = [];
    const shortest = duration / mostPictures;
    for await (const { canvas, timestamp } of sink.canvases(first, first + duration)) {
      signal.throwIfAborted();
      const time = timestamp - first;
      const before = times.at(-1);
      if (before !== undefined && time - before < 0.99 * shortest) continue;
      const context = canvas.getContext('2d');
      if (
        !(context instanceof CanvasRenderingContext2D || context instanceof OffscreenCanvasRenderingContext2D)
      ) {
        throw new Error('readFilm: the decoder must give a 2D canvas, but gave none');
      }
      pictures.push({ ...size, data: context.getImageData(0, 0, size.width, size.height).data });
      times.push(time);
    }
    if (pictures.length === 0) throw new ClipError(`${name} holds no pictures.`);
    return { name, pictures, times };
  } finally {
    input.dispose();
  }
}
