import { el } from '../../style/el.ts';

/** Pixels of one frame. */
export interface FrameShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How a frame is shown. */
export interface PictureOptions extends FrameShape {
  /** What is seen, for readers who do not see it. */
  readonly alt: string;
  /** Side of a pixel on the page; default 5. */
  readonly scale?: number;
  /** Written below; default nothing. */
  readonly caption?: string;
}

/** A frame as a picture: numbers in [0, 1], or bytes. */
export function framePicture(
  frame: ArrayLike<number>,
  { height, width, channels, alt, scale = 5, caption }: PictureOptions,
): HTMLElement {
  const canvas = el('canvas', { width, height, role: 'img', 'aria-label': alt, class: 'frame' });
  canvas.style.width = `${width * scale}px`;
  paint(canvas, frame, 0, { height, width, channels });
  return el(
    'figure',
    { class: 'picture' },
    canvas,
    ...(caption === undefined ? [] : [el('figcaption', {}, caption)]),
  );
}

/** Options of a film. */
export interface FilmOptions extends PictureOptions {
  /** Frames a second; default 12. */
  readonly rate?: number;
  /** Stops it. */
  readonly invalidation?: Promise<unknown>;
}

/**
 * Frames one after the other, again and again, with a button that stops them: for readers who want less motion it stands at first.
 */
export function playFrames(frames: ArrayLike<number>, options: FilmOptions): HTMLElement {
  const { height, width, channels, rate = 12, invalidation } = options;
  const size = height * width * channels;
  const count = Math.floor(frames.length / size);
  const picture = framePicture(frames, options);
  const canvas = picture.querySelector('canvas');
  if (canvas === null || count < 2) return picture;
  let playing = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  let shown = 0;
  let over = false;
  let last = 0;
  const button = el('button', { type: 'button', class: 'quiet' });
  const label = (): void => {
    button.textContent = playing ? 'Pause' : 'Play';
    button.setAttribute('aria-label', `${playing ? 'Pause' : 'Play'} the film: ${options.alt}`);
  };
  const draw = (now: number): void => {
    if (over) return;
    if (playing && now - last >= 1000 / rate) {
      last = now;
      shown = (shown + 1) % count;
      paint(canvas, frames, shown * size, options);
    }
    requestAnimationFrame(draw);
  };
  button.addEventListener('click', () => {
    playing = !playing;
    label();
  });
  label();
  void invalidation?.then(() => (over = true));
  requestAnimationFrame(draw);
  picture.append(button);
  return picture;
}

function paint(canvas: HTMLCanvasElement, frames: ArrayLike<number>, from: number, shape: FrameShape): void {
  const { height, width, channels } = shape;
  const bytes = frames instanceof Uint8Array || frames instanceof Uint8ClampedArray;
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) {
      const value = frames[from + pixel * channels + (channels === 3 ? c : 0)];
      image.data[4 * pixel + c] = bytes ? value : 255 * value;
    }
    image.data[4 * pixel + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
