import type { PictureBox } from '@hgn/datasets/node';
import { CommandError } from '../../../errors.ts';
import type { Survey } from './survey.ts';

/** What moves in a film, and how it is looked at. */
export interface Region {
  /** Where it moves, in pixels of the film, with a margin. */
  readonly box: PictureBox;
  /** 1 where colour says nothing that brightness does not say. */
  readonly channels: 1 | 3;
  /** Standard deviation of the pixels of small pictures that do not move, in levels of 255. */
  readonly noise: number;
  /** The most that a pixel changes, as a standard deviation in levels. */
  readonly contrast: number;
}

/** Share of the difference of colours from which on they are kept. */
const leastChroma = 0.06;

/**
 * Finds where something moves: pixels that change by more than those that rest, and have neighbours that do so too.
 *
 * @throws CommandError when nothing moves that could be told from noise
 */
export function findRegion(surveys: readonly Survey[]): Region {
  const [{ small, size }] = surveys;
  const count = small.width * small.height;
  const deviation = new Float32Array(count);
  let chroma = 0;
  let change = 0;
  for (const { pictures, background, flicker, length } of surveys) {
    for (let i = 0; i < count; i++) {
      const [squares, sums] = [new Float64Array(3), new Float64Array(3)];
      for (let t = 0; t < length; t++) {
        const picture = pictures[t];
        let [sum, square] = [0, 0];
        for (let c = 0; c < 3; c++) {
          const d = picture[3 * i + c] - background[3 * i + c] - flicker[t][c];
          squares[c] += d * d;
          sums[c] += d;
          sum += d;
          square += d * d;
        }
        chroma += square - (sum * sum) / 3;
        change += square;
      }
      for (let c = 0; c < 3; c++) {
        const variance = squares[c] / length - (sums[c] / length) ** 2;
        deviation[i] = Math.max(deviation[i], Math.sqrt(Math.max(0, variance)));
      }
    }
  }
  const sorted = Float32Array.from(deviation).sort();
  const noise = sorted[Math.floor(0.2 * count)];
  const contrast = sorted[count - 1];
  const threshold = Math.max(1.5, 4 * noise, 0.1 * contrast);
  const isMoving = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < small.width && y < small.height && deviation[y * small.width + x] > threshold;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      if (!isMoving(x, y)) continue;
      let neighbours = 0;
      for (const dy of [-1, 0, 1])
        for (const dx of [-1, 0, 1]) neighbours += isMoving(x + dx, y + dy) ? 1 : 0;
      if (neighbours < 4) continue;
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
  }
  if (right < 0) {
    throw new CommandError(
      `${surveys[0].film.path}: nothing moves in the film that could be told from noise (pixels change by ${contrast.toPrecision(2)} levels of 255 at most, resting ones by ${noise.toPrecision(2)}); film closer, with more light, or a brighter mark on what moves`,
    );
  }
  const [scaleX, scaleY] = [size.width / small.width, size.height / small.height];
  const [marginX, marginY] = [Math.max(1, 0.06 * (right - left)), Math.max(1, 0.06 * (bottom - top))];
  const from = { x: Math.max(0, left - marginX), y: Math.max(0, top - marginY) };
  const to = { x: Math.min(small.width, right + marginX), y: Math.min(small.height, bottom + marginY) };
  return {
    box: {
      x: from.x * scaleX,
      y: from.y * scaleY,
      width: (to.x - from.x) * scaleX,
      height: (to.y - from.y) * scaleY,
    },
    channels: Math.sqrt(chroma / change) > leastChroma ? 3 : 1,
    noise,
    contrast,
  };
}
