import { circleThrough } from './circle.ts';

/** Frames to follow something through: [frame, row, column, channel]. */
export interface Followed {
  readonly length: number;
  readonly size: number;
  readonly channels: number;
  /** What of a picture a frame is: frames are square whatever its shape. */
  readonly box: { readonly width: number; readonly height: number };
}

/** The line or the arc that something moves along, and how it is told from the frames. */
export interface MotionPath {
  /** How much each channel counts. */
  readonly mix: Float64Array;
  /** Middle of the motion, and the direction of its line. */
  readonly middle: readonly [number, number];
  readonly axis: readonly [number, number];
  /** Where it is an arc: what turns about a pivot, seen from the side. */
  readonly arc?: { readonly x: number; readonly y: number; readonly radius: number };
}

/** Distances from an arc that are a larger share of those from the middle are not those of something on an arc. */
const mostOffArc = 0.1;
/** An arc must be nearer than the straight line by this factor. */
const nearer = 2;

/**
 * First moments of the frames by channel: [channel][x or y][frame]. For a body that moves before an even background they
 * are its place, times how much it differs from the background, plus a constant: whatever it overlaps with and wherever
 * it rested when the background was taken, for that changes the constant alone. The centre of what differs is none of this.
 */
function momentsOf(frames: ArrayLike<number>, { length, size, channels, box }: Followed) {
  const [scaleX, scaleY] = [
    box.width / Math.max(box.width, box.height),
    box.height / Math.max(box.width, box.height),
  ];
  const moments = Array.from({ length: channels }, () => [
    new Float64Array(length),
    new Float64Array(length),
  ]);
  const half = (size - 1) / 2;
  for (let t = 0, at = 0; t < length; t++) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        for (let c = 0; c < channels; c++, at++) {
          moments[c][0][t] += frames[at] * (column - half) * scaleX;
          moments[c][1][t] += frames[at] * (row - half) * scaleY;
        }
      }
    }
  }
  return moments;
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How much channels count: their principal axis, since all of them see the same motion, each with its contrast. */
function mixOf(moments: readonly (readonly Float64Array[])[]): Float64Array {
  const centred = moments.map((pair) =>
    pair.map((values) => {
      const mean = meanOf(values);
      return values.map((value) => value - mean);
    }),
  );
  const product = (a: number, b: number) =>
    centred[a].reduce(
      (sum, values, k) => sum + values.reduce((part, value, t) => part + value * centred[b][k][t], 0),
      0,
    );
  const matrix = moments.map((_, a) => moments.map((_, b) => product(a, b)));
  // Powers of a matrix turn all but its principal axis away; the channel with most motion is no stranger to that.
  const largest = matrix.reduce((best, row, c) => (row[c] > matrix[best][best] ? c : best), 0);
  let mix = Float64Array.from(matrix, (row) => row[largest]);
  for (let step = 0; step < 50; step++) {
    const next = Float64Array.from(matrix, (row) => row.reduce((sum, value, c) => sum + value * mix[c], 0));
    const size = Math.hypot(...next);
    if (!(size > 0)) return new Float64Array(moments.length).fill(1);
    mix = next.map((value) => value / size);
  }
  return mix;
}

/** Places in the plane by frame, up to a factor and a constant. */
function placesOf(frames: ArrayLike<number>, followed: Followed, mix?: Float64Array) {
  const moments = momentsOf(frames, followed);
  const weights = mix ?? mixOf(moments);
  const mixed = (k: 0 | 1) =>
    Float64Array.from({ length: followed.length }, (_, t) =>
      moments.reduce((sum, pair, c) => sum + weights[c] * pair[k][t], 0),
    );
  return { x: mixed(0), y: mixed(1), mix: weights };
}

/** Finds the line or the arc that what moves in frames moves along. */
export function pathOf(frames: ArrayLike<number>, followed: Followed): MotionPath {
  const { x, y, mix } = placesOf(frames, followed);
  const middle = [meanOf(x), meanOf(y)] as const;
  let [xx, xy, yy] = [0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    xx += (x[t] - middle[0]) ** 2;
    xy += (x[t] - middle[0]) * (y[t] - middle[1]);
    yy += (y[t] - middle[1]) ** 2;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const axis = [Math.cos(angle), Math.sin(angle)] as const;
  const spread = Math.sqrt((xx + yy) / x.length);
  const across = Math.sqrt((xx * axis[1] ** 2 - 2 * xy * axis[0] * axis[1] + yy * axis[0] ** 2) / x.length);
  const { residual, ...arc } = circleThrough(x, y);
  const isArc = residual < mostOffArc * spread && nearer * residual < across;
  return { mix, middle, axis, ...(isArc && { arc }) };
}

/** Where something is along its path in every frame: from its middle, in units of the film's own; of an arc its length. */
export function alongPath(frames: ArrayLike<number>, followed: Followed, path: MotionPath): Float64Array {
  const { x, y } = placesOf(frames, followed, path.mix);
  const { middle, axis, arc } = path;
  if (arc === undefined)
    return x.map((value, t) => axis[0] * (value - middle[0]) + axis[1] * (y[t] - middle[1]));
  const rest = Math.atan2(middle[1] - arc.y, middle[0] - arc.x);
  let turns = 0;
  let before = 0;
  return x.map((value, t) => {
    const angle = Math.atan2(y[t] - arc.y, value - arc.x) - rest;
    // Steps of less than half a turn.
    const step = angle + turns - before;
    turns -= 2 * Math.PI * Math.round(step / (2 * Math.PI));
    before = angle + turns;
    return arc.radius * before;
  });
}
