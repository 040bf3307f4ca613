import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { gradientOf } from '../rule.ts';
import { bilinearPullbacks, nearestPullback, type Places } from './sampling.ts';

/** Weights [2,length] of a box's first and last edge at each of its places; one place stands in the middle. */
function edgeWeights(length: number): tf.Tensor2D {
  const shares = Array.from({ length }, (_, i) => (length > 1 ? i / (length - 1) : 0.5));
  return tf.tensor2d([shares.map((t) => 1 - t), shares]);
}

/** Edges of boxes [y1, x1, y2, x2] along one axis: [B,2]. */
const edges = (boxes: tf.Tensor, axis: 0 | 1) =>
  tf.stridedSlice(boxes, [0, axis], [boxes.shape[0], 4], [1, 2]);

/** Places of the pixels of crops [B,R,S] in images [N,H,W,C]. */
function placesOf(
  [n, h, w]: readonly number[],
  boxes: tf.Tensor,
  boxInd: tf.Tensor,
  [rows, columns]: readonly number[],
): Places {
  const count = boxes.shape[0];
  const along = (axis: 0 | 1, length: number, pixels: number) =>
    tf.mul(tf.matMul(edges(boxes, axis), edgeWeights(length)), pixels - 1);
  const y = tf.reshape(along(0, rows, h), [count, rows, 1]);
  const x = tf.reshape(along(1, columns, w), [count, 1, columns]);
  const inside = (place: tf.Tensor, last: number) =>
    tf.logicalAnd(tf.greaterEqual(place, 0), tf.lessEqual(place, last));
  const batch = untaped(() => tf.cast(tf.reshape(boxInd, [count, 1, 1]), 'float32'));
  const usable = untaped(() =>
    tf.cast(
      tf.logicalAnd(tf.logicalAnd(inside(y, h - 1), inside(x, w - 1)), inside(batch, n - 1)),
      'float32',
    ),
  );
  return { batch: untaped(() => tf.clipByValue(batch, 0, n - 1)), y, x, usable };
}

/** Parts of images, resized: linear in the image; bilinear crops change with their boxes too. */
export const crops: readonly tf.GradConfig[] = [
  gradientOf(
    tf.CropAndResize,
    ['image', 'boxes', 'boxInd'],
    (dy, [image, boxes, boxInd], { cropSize, method, extrapolationValue }: tf.CropAndResizeAttrs) => {
      const places = () => placesOf(image.shape, boxes, boxInd, cropSize);
      const zeros = { boxInd: () => tf.zeros(boxInd.shape) };
      if (method === 'nearest') {
        return {
          image: () => nearestPullback(dy, image.shape, places()),
          boxes: () => tf.zeros(boxes.shape),
          ...zeros,
        };
      }
      const pullbacks = () => bilinearPullbacks(dy, image, places(), extrapolationValue);
      const [rows, columns] = cropSize;
      const [, h, w] = image.shape;
      const toEdges = (byPlace: tf.Tensor, length: number, pixels: number) => {
        const places = tf.reshape(byPlace, [boxes.shape[0], length]);
        return tf.mul(tf.matMul(places, edgeWeights(length), false, true), pixels - 1);
      };
      return {
        image: () => pullbacks().image(),
        boxes: () => {
          const { y, x } = pullbacks();
          const byEdge = [toEdges(y(), rows, h), toEdges(x(), columns, w)];
          return tf.reshape(tf.stack(byEdge, 2), boxes.shape);
        },
        ...zeros,
      };
    },
  ),
];
