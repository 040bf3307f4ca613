import type { Survey } from './survey.ts';

/** How far the camera moved. */
export interface Drift {
  /** Largest shift of the background, as a share of the longer side. */
  readonly share: number;
  /** Whether the background has enough structure to tell. */
  readonly isSeen: boolean;
}

/** Pictures that are compared with the background. */
const compared = 24;
/** Levels per pixel of slope below which a background says nothing about shifts. */
const leastSlope = 4;

/**
 * Measures how far the background of a film is shifted against its median picture: for each of some pictures the shift that
 * explains most pixels, by least squares over the slopes of the background, reweighted so that what moves of itself hardly
 * counts (a step of Lucas and Kanade, 1981, with the weights of Geman and McClure).
 */
export function cameraDrift(survey: Survey): Drift {
  const { pictures, small } = survey;
  const { width, height } = small;
  const grey = (picture: Float32Array): Float32Array =>
    Float32Array.from(
      { length: width * height },
      (_, i) => (picture[3 * i] + picture[3 * i + 1] + picture[3 * i + 2]) / 3,
    );
  const background = grey(survey.background);
  const slopes: { readonly i: number; readonly x: number; readonly y: number }[] = [];
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const i = row * width + column;
      const x = (background[i + 1] - background[i - 1]) / 2;
      const y = (background[i + width] - background[i - width]) / 2;
      if (Math.hypot(x, y) > leastSlope) slopes.push({ i, x, y });
    }
  }
  // What rests for most of the film stands in the background too, and moves against it: structure must be all about.
  if (slopes.length < 0.02 * width * height || !isAllAbout(slopes, small)) return { share: 0, isSeen: false };
  const count = Math.min(compared, pictures.length);
  const shifts = Array.from({ length: count }, (_, k) =>
    shiftOf(grey(pictures[Math.floor((k * pictures.length) / count)]), background, slopes),
  );
  // Where what moves covers the background for a moment, a single picture may seem shifted: a tenth of them is left out.
  const sorted = shifts.map(({ x, y }) => Math.hypot(x, y)).sort((a, b) => a - b);
  return { share: sorted[Math.floor(0.9 * (count - 1))] / Math.max(width, height), isSeen: true };
}

/** Whether half of the tiles of a picture, four by four of them, hold such pixels. */
function isAllAbout(
  pixels: readonly { readonly i: number }[],
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  const counts = new Int32Array(16);
  for (const { i } of pixels) {
    const [row, column] = [Math.floor(i / width), i % width];
    counts[4 * Math.floor((4 * row) / height) + Math.floor((4 * column) / width)]++;
  }
  return counts.filter((count) => count > (0.02 * width * height) / 16).length >= 8;
}

function shiftOf(
  picture: Float32Array,
  background: Float32Array,
  slopes: readonly { readonly i: number; readonly x: number; readonly y: number }[],
): { readonly x: number; readonly y: number } {
  let [x, y, level] = [0, 0, 0];
  let scale = 40;
  for (let iteration = 0; iteration < 8; iteration++) {
    let [xx, xy, yy, xr, yr, weights, rest] = [0, 0, 0, 0, 0, 0, 0];
    for (const slope of slopes) {
      const difference = picture[slope.i] - background[slope.i] - level;
      const residual = difference + slope.x * x + slope.y * y;
      const weight = 1 / (1 + (residual / scale) ** 2) ** 2;
      xx += weight * slope.x * slope.x;
      xy += weight * slope.x * slope.y;
      yy += weight * slope.y * slope.y;
      xr -= weight * slope.x * difference;
      yr -= weight * slope.y * difference;
      weights += weight;
      rest += weight * residual;
    }
    const ridge = 1e-3 * (xx + yy) + 1e-9;
    const determinant = (xx + ridge) * (yy + ridge) - xy * xy;
    x = ((yy + ridge) * xr - xy * yr) / determinant;
    y = ((xx + ridge) * yr - xy * xr) / determinant;
    level += rest / Math.max(weights, 1e-9);
    scale = Math.max(4, 0.7 * scale);
  }
  return { x, y };
}
