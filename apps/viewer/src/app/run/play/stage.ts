import type { ModelDescription } from '@hgn/player';
import { el } from '../../style/el.ts';

/** The picture, large and with every pixel to be seen. */
export interface Stage {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Shows a frame, [height, width, channels] in [0, 1]. */
  show(frame: Float32Array): void;
  /** Where on the picture a pointer is, in pixels, (0, 0) the middle of the first one. */
  pixelAt(event: { readonly clientX: number; readonly clientY: number }): { x: number; y: number };
}

/** A stage for frames of a size. */
export function createStage({ width, height, channels }: ModelDescription['image']): Stage {
  const canvas = el('canvas', { class: 'stage-picture', width, height, role: 'img' });
  canvas.style.aspectRatio = `${width} / ${height}`;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('createStage: the browser must draw on canvas, but does not');
  const image = context.createImageData(width, height);
  return {
    element: canvas,
    canvas,
    show: (frame) => {
      const { data } = image;
      for (let pixel = 0; pixel < width * height; pixel++) {
        for (let colour = 0; colour < 3; colour++) {
          const value = frame[pixel * channels + (channels === 3 ? colour : 0)];
          // Uint8ClampedArray rounds and cuts off.
          data[4 * pixel + colour] = 255 * value;
        }
        data[4 * pixel + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    },
    pixelAt: ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      return {
        x: ((clientX - box.left) / box.width) * width - 0.5,
        y: ((clientY - box.top) / box.height) * height - 0.5,
      };
    },
  };
}
