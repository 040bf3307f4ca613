import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { scatterAlong } from '../indexing/gather.ts';
import { gradientOf } from '../rule.ts';
import { bilinearPullbacks, nearestPullback, type Places } from './sampling.ts';

type FillMode = tf.TransformAttrs['fillMode'];

/** Where a place beyond the image of that length is found in it, and how that moves with it: -1, 0 or 1. */
function fold(place: tf.Tensor, length: number, mode: FillMode): { place: tf.Tensor; slope: tf.Tensor } {
  const one = tf.onesLike(place);
  const clipped = (x: tf.Tensor, slope: tf.Tensor) => {
    const inside = tf.logicalAnd(tf.greaterEqual(x, 0), tf.lessEqual(x, length - 1));
    return { place: tf.clipByValue(x, 0, length - 1), slope: tf.where(inside, slope, tf.zerosLike(slope)) };
  };
  if (mode === 'constant') return { place, slope: one };
  if (mode === 'nearest' || length <= 1) return clipped(place, one);
  const periods = (x: tf.Tensor, period: number) => tf.floor(tf.div(x, period));
  const isBefore = tf.less(place, 0);
  if (mode === 'wrap') {
    const before = tf.add(place, tf.mul(length, tf.add(periods(tf.neg(place), length - 1), 1)));
    const after = tf.sub(place, tf.mul(length, periods(place, length - 1)));
    const isAfter = tf.greater(place, length - 1);
    return clipped(tf.where(isBefore, before, tf.where(isAfter, after, place)), one);
  }
  const twice = 2 * length;
  const before = tf.add(place, tf.mul(twice, periods(tf.neg(place), twice)));
  const after = tf.sub(place, tf.mul(twice, periods(place, twice)));
  const left = tf.where(tf.less(before, -length), tf.add(before, twice), tf.sub(-1, before));
  const right = tf.where(tf.greaterEqual(after, length), tf.sub(twice - 1, after), after);
  const isMirrored = tf.where(isBefore, tf.greaterEqual(before, -length), tf.greaterEqual(after, length));
  return clipped(tf.where(isBefore, left, right), tf.where(isMirrored, tf.neg(one), one));
}

/** A place in the image as a function of the place that may lie beyond it: linear but for jumps and kinks. */
function folded(place: tf.Tensor, length: number, mode: FillMode): tf.Tensor {
  const [slope, offset] = [
    untaped(() => fold(place, length, mode).slope),
    untaped(() => {
      const found = fold(place, length, mode);
      return tf.sub(found.place, tf.mul(found.slope, place));
    }),
  ];
  return tf.add(tf.mul(slope, place), offset);
}

interface Projection {
  /** Columns, rows and ones of the output, flat: [3,P]. */
  readonly grid: tf.Tensor2D;
  /** k = c0 x + c1 y + 1 at each output pixel, 1 where that is 0: [T,P]. */
  readonly depth: tf.Tensor;
  /** Real columns and rows before they are folded into the image: [T,P]. */
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly isFinite: tf.Tensor;
}

function project(transforms: tf.Tensor, rows: number, columns: number): Projection {
  const pixels = Array.from({ length: rows * columns }, (_, i) => i);
  const grid = tf.tensor2d([
    pixels.map((i) => i % columns),
    pixels.map((i) => Math.floor(i / columns)),
    pixels.map(() => 1),
  ]);
  const [count] = transforms.shape;
  const plane = (from: number) => tf.matMul(tf.slice(transforms, [0, from], [count, 3]), grid);
  const slopes = tf.slice(transforms, [0, 6], [count, 2]);
  const k = tf.add(tf.matMul(slopes, tf.slice(grid, [0, 0], [2, pixels.length])), 1);
  const isFinite = untaped(() => tf.notEqual(k, 0));
  const depth = tf.where(isFinite, k, tf.onesLike(k));
  return { grid, depth, x: tf.div(plane(0), depth), y: tf.div(plane(3), depth), isFinite };
}

/** The derivative by the eight coefficients [T,8], from that by the places [T,P] before folding. */
function byTransforms({ grid, depth, x, y }: Projection, dx: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const [perX, perY] = [tf.div(dx, depth), tf.div(dy, depth)];
  const planes = (rate: tf.Tensor) => tf.matMul(rate, grid, false, true);
  const byDepth = planes(tf.neg(tf.add(tf.mul(perX, x), tf.mul(perY, y))));
  return tf.concat([planes(perX), planes(perY), tf.slice(byDepth, [0, 0], [byDepth.shape[0], 2])], 1);
}

/** Images seen through maps of the plane: linear in the image; bilinear ones change with a projective map too. */
export const warps: readonly tf.GradConfig[] = [
  gradientOf(
    tf.Transform,
    ['image', 'transforms'],
    (dy, [image, transforms], { interpolation, fillMode, fillValue }: tf.TransformAttrs) => {
      const [n, h, w] = image.shape;
      const [, rows, columns] = dy.shape;
      const [count] = transforms.shape;
      const isBilinear = interpolation === 'bilinear';
      const places = (projection: Projection): Places => {
        const shaped = (place: tf.Tensor) => tf.reshape(place, [count, rows, columns]);
        return {
          batch: untaped(() => tf.reshape(tf.range(0, n, 1, 'int32'), [n, 1, 1])),
          y: shaped(folded(projection.y, h, fillMode)),
          x: shaped(folded(projection.x, w, fillMode)),
          usable: untaped(() => shaped(tf.cast(projection.isFinite, 'float32'))),
        };
      };
      const projected = () => project(transforms, rows, columns);
      return {
        image: () =>
          isBilinear
            ? bilinearPullbacks(dy, image, places(projected()), fillValue).image()
            : nearestPullback(dy, image.shape, places(projected())),
        transforms: () => {
          if (!isBilinear) return tf.zeros(transforms.shape);
          const projection = projected();
          const pullbacks = bilinearPullbacks(dy, image, places(projection), fillValue);
          const unfolded = (rate: tf.Tensor, place: tf.Tensor, length: number) =>
            tf.mul(
              tf.reshape(rate, [count, rows * columns]),
              untaped(() => fold(place, length, fillMode).slope),
            );
          return byTransforms(
            projection,
            unfolded(pullbacks.x(), projection.x, w),
            unfolded(pullbacks.y(), projection.y, h),
          );
        },
      };
    },
  ),
  gradientOf(
    tf.RotateWithOffset,
    ['image'],
    (dy, [image], { radians, center }: tf.RotateWithOffsetAttrs) => ({
      image: () => {
        const [n, h, w, c] = image.shape;
        const [centerX, centerY] = tf.backend_util.getImageCenter(center, h, w);
        const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
        const sources = Array.from({ length: h * w }, (_, at) => {
          const [dx, dy] = [(at % w) - centerX, Math.floor(at / w) - centerY];
          const column = Math.round(dx * cosine - dy * sine + centerX);
          const row = Math.round(dx * sine + dy * cosine + centerY);
          return column >= 0 && column < w && row >= 0 && row < h ? row * w + column : h * w;
        });
        // One more place takes what was filled in.
        const indices = untaped(() => tf.tensor1d(sources, 'int32'));
        const sums = scatterAlong(tf.reshape(dy, [n, h * w, c]), [n, h * w + 1, c], indices, 1, 0);
        return tf.reshape(tf.slice(sums, [0, 0, 0], [n, h * w, c]), image.shape);
      },
    }),
  ),
];
