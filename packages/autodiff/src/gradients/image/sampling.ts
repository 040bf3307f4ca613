import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { unbroadcast } from '../rule.ts';

/** Where pixels of images [N,H,W,C] are looked for: tensors that broadcast to [B,R,S], real rows and columns. */
export interface Places {
  /** Which image, 0 to N - 1. */
  readonly batch: tf.Tensor;
  readonly y: tf.Tensor;
  readonly x: tf.Tensor;
  /** 1 where there is a pixel to look for, else 0. */
  readonly usable: tf.Tensor;
}

/** The derivatives of a sampling, each computed only when it is asked for. */
export interface SamplingPullbacks {
  readonly image: () => tf.Tensor;
  readonly y: () => tf.Tensor;
  readonly x: () => tf.Tensor;
}

type Images = readonly [number, number, number, number];

/** 1 where 0 <= place < length, else 0. */
const within = (place: tf.Tensor, length: number) =>
  tf.cast(tf.logicalAnd(tf.greaterEqual(place, 0), tf.less(place, length)), 'float32');

/** Numbers of the pixels at whole rows and columns, as a list; n·h·w, one more than there are, where there is none. */
function pixelNumbers([n, h, w]: Images, { batch, y, x, usable }: Places): tf.Tensor1D {
  const whole = (place: tf.Tensor, length: number) => tf.cast(tf.clipByValue(place, 0, length - 1), 'int32');
  const integer = (value: number) => tf.scalar(value, 'int32');
  const row = tf.add(tf.mul(tf.cast(batch, 'int32'), integer(h)), whole(y, h));
  const number = tf.add(tf.mul(row, integer(w)), whole(x, w));
  const inside = tf.mul(tf.mul(within(y, h), within(x, w)), usable);
  return tf.reshape(tf.where(tf.greater(inside, 0), number, integer(n * h * w)), [-1]);
}

/** Adds rows [rows, C] to the pixels of that number. */
function scatterPixels(rows: tf.Tensor, numbers: tf.Tensor1D, [n, h, w, c]: Images): tf.Tensor {
  const places = untaped(() => tf.reshape(numbers, [-1, 1]));
  const sums = tf.scatterND(places, rows, [n * h * w + 1, c]);
  return tf.reshape(tf.slice(sums, [0, 0], [n * h * w, c]), [n, h, w, c]);
}

/** The transpose of looking up the pixels nearest to places, halves rounded up. */
export function nearestPullback(dy: tf.Tensor, shape: readonly number[], places: Places): tf.Tensor {
  const images = shape as Images;
  const numbers = untaped(() => {
    const rounded = (place: tf.Tensor) => tf.floor(tf.add(place, 0.5));
    return pixelNumbers(images, { ...places, y: rounded(places.y), x: rounded(places.x) });
  });
  return scatterPixels(tf.reshape(dy, [-1, images[3]]), numbers, images);
}

/** The derivatives of bilinear sampling by the image and by the places; `outside` stands for pixels beyond it. */
export function bilinearPullbacks(
  dy: tf.Tensor,
  image: tf.Tensor,
  places: Places,
  outside: number,
): SamplingPullbacks {
  const images = image.shape as [number, number, number, number];
  const [n, h, w, c] = images;
  const [top, left] = [untaped(() => tf.floor(places.y)), untaped(() => tf.floor(places.x))];
  const corners = [0, 1].flatMap((down) => [0, 1].map((right) => ({ down, right })));
  const numbersAt = ({ down, right }: (typeof corners)[number]) =>
    untaped(() => pixelNumbers(images, { ...places, y: tf.add(top, down), x: tf.add(left, right) }));
  // The share of the lower or right one of two neighbours, and of the other.
  const share = (place: tf.Tensor, first: tf.Tensor, second: number) => {
    const part = tf.sub(place, first);
    return tf.expandDims(second === 1 ? part : tf.sub(1, part), -1);
  };
  const sign = (second: number) => (second === 1 ? 1 : -1);
  const byPlace = (weight: (corner: (typeof corners)[number]) => tf.Tensor, place: tf.Tensor) => {
    const pixels = tf.pad(tf.reshape(image, [n * h * w, c]), [[0, 1], [0, 0]], outside); // oxfmt-ignore
    const slopes = corners.map((corner) =>
      tf.mul(weight(corner), tf.reshape(tf.gather(pixels, numbersAt(corner)), dy.shape)),
    );
    return unbroadcast(tf.sum(tf.mul(dy, tf.addN(slopes)), -1), place.shape);
  };
  return {
    image: () => {
      const parts = corners.map(({ down, right }) => {
        const weighed = tf.mul(tf.mul(dy, share(places.y, top, down)), share(places.x, left, right));
        return tf.reshape(weighed, [-1, c]);
      });
      const numbers = untaped(() => tf.concat1d(corners.map(numbersAt)));
      return scatterPixels(tf.concat(parts, 0), numbers, images);
    },
    y: () => byPlace(({ down, right }) => tf.mul(sign(down), share(places.x, left, right)), places.y),
    x: () => byPlace(({ down, right }) => tf.mul(sign(right), share(places.y, top, down)), places.x),
  };
}
