import { el } from '../../style/el.ts';
import type { Control } from './inputs.ts';

/** A clip as a model sees it. */
export interface Clip {
  readonly name: string;
  /** [frame, height, width, channel] in [0, 1]. */
  readonly frames: Float32Array;
  readonly count: number;
}

/** How a clip is taken. */
export interface ClipOptions {
  readonly label: string;
  readonly size: number;
  readonly channels: number;
  /** Frames to take, and time between two of them in seconds. */
  readonly count: number;
  readonly interval: number;
}

/**
 * A control that takes a film of yours: its first frames, cut to a square and shrunk to what the model sees. Nothing
 * leaves the machine. Its value is undefined until a film is chosen.
 */
export function clipInput(options: ClipOptions): Control<Clip | undefined> {
  const field = el('input', { type: 'file', accept: 'video/*,image/gif', id: 'clip' });
  const said = el('p', { class: 'muted', role: 'status' });
  const holder = el('div', { class: 'input clip' }, el('label', { for: 'clip' }, options.label), field, said);
  let value: Clip | undefined;
  field.addEventListener('change', () => {
    const file = field.files?.[0];
    if (file === undefined) return;
    said.textContent = `Reads ${file.name} …`;
    readClip(file, options)
      .then((clip) => {
        value = clip;
        said.textContent = `${clip.count} frames of ${file.name}`;
        holder.dispatchEvent(new Event('input', { bubbles: true }));
      })
      .catch((error: unknown) => {
        said.textContent = `${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      });
  });
  Object.defineProperty(holder, 'value', { get: () => value });
  return holder as unknown as Control<Clip | undefined>;
}

async function readClip(file: File, options: ClipOptions): Promise<Clip> {
  const pictures = file.type === 'image/gif' ? gifPictures(file) : filmPictures(file, options);
  const { size, channels, count } = options;
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser cannot read pixels');
  const frames = new Float32Array(count * size * size * channels);
  let taken = 0;
  for await (const { picture, width, height } of pictures) {
    const side = Math.min(width, height);
    context.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    const from = taken * size * size * channels;
    for (let pixel = 0; pixel < size * size; pixel++) {
      for (let c = 0; c < channels; c++) {
        const grey = Math.max(data[4 * pixel] ?? 0, data[4 * pixel + 1] ?? 0, data[4 * pixel + 2] ?? 0);
        frames[from + pixel * channels + c] = (channels === 3 ? (data[4 * pixel + c] ?? 0) : grey) / 255;
      }
    }
    if (++taken === count) break;
  }
  if (taken < count) throw new Error(`it has ${taken} frames, but the model wants ${count}`);
  return { name: file.name, frames, count };
}

interface Picture {
  readonly picture: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

async function* filmPictures(file: File, { interval, count }: ClipOptions): AsyncGenerator<Picture> {
  const video = el('video', { muted: true, playsinline: true, preload: 'auto' });
  const address = URL.createObjectURL(file);
  const event = (name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true });
      video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'no film')), {
        once: true,
      });
    });
  try {
    const ready = event('loadeddata');
    video.src = address;
    await ready;
    for (let index = 0; index < count && index * interval <= video.duration; index++) {
      const seeked = event('seeked');
      video.currentTime = index * interval;
      await seeked;
      yield { picture: video, width: video.videoWidth, height: video.videoHeight };
    }
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function* gifPictures(file: File): AsyncGenerator<Picture> {
  if (!('ImageDecoder' in globalThis)) throw new Error('this browser cannot take GIFs apart; use a film');
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: file.type });
  try {
    await decoder.tracks.ready;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      yield { picture: image, width: image.displayWidth, height: image.displayHeight };
      image.close();
    }
  } finally {
    decoder.close();
  }
}
