import { paintFrame, type ImageShape } from '@hgn/viz';
import { filmCanvas, type Film } from './film.ts';

/** Pixels of a saved film for one of the model, and frames a second. */
const [magnified, framesPerSecond] = [8, 12];

/**
 * Frames of numbers from 0 to 1, [count, height, width, channels], as a film of sharp pixels; several films of one
 * shape and length stand side by side.
 */
export function pixelFilm(films: readonly Float32Array[], shape: ImageShape): Film {
  const { canvas, context: scratch } = filmCanvas(shape.width, shape.height);
  const [width, height] = [magnified * shape.width, magnified * shape.height];
  const counts = films.map(({ length }) => length / (canvas.width * canvas.height * shape.channels));
  return {
    width: width * films.length,
    height,
    frames: Math.min(...counts),
    framesPerSecond,
    draw: (context, index) => {
      films.forEach((frames, place) => {
        paintFrame(context, { left: place * width, top: 0, width, height }, frames, shape, {
          scratch,
          index,
        });
      });
    },
  };
}
