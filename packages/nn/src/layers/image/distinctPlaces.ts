import { requireOptions, type OptionNames } from '@hgn/options';
import * as tf from '@tensorflow/tfjs-core';
import { filled } from '../../initialisers.ts';
import { foldIn } from '../../random/key.ts';
import { elements, type Shape } from '../../shape.ts';
import type { Layer } from '../layer.ts';
import { parameter } from '../parameter.ts';
import { imageShape } from './imageShape.ts';
import { gridOf } from './places.ts';

/** Options of {@link distinctPlaces}. */
export interface DistinctPlacesOptions {
  /** First depth of the hollow that a place leaves in the maps after its own; default 20. */
  readonly depth?: number;
  /** First standard deviation of the hollow, where a map is 2 wide; default 0.25. */
  readonly reach?: number;
}

const distinctPlacesOptionNames: OptionNames<DistinctPlacesOptions> = { depth: true, reach: true };

/**
 * Where each channel of a map is brightest, as `spatialSoftmax`, but found one after the other: every place presses a
 * Gaussian hollow into the maps of the channels after it, so that no two channels settle on the same thing while nothing
 * else has told them apart. `[batch, height, width, channels]` to `[batch, 2 * channels]`, columns of all channels before
 * their rows, each from -1 (left, top) to 1 (right, bottom).
 *
 * Parameters: `logDepth` and `logReach`, [1] each: channels that have learnt to tell things apart fill the hollow up again.
 *
 * Cost: one softmax over the pixels, six multiply-adds and one exponential a value, one channel after the other.
 *
 * @throws RangeError from `apply` and `outputShape` unless the input has the shape [height, width, channels]; for a depth
 * or reach that is not above 0
 * @example
 * distinctPlaces().outputShape([16, 16, 3]); // [6]
 */
export function distinctPlaces(options: DistinctPlacesOptions = {}): Layer {
  requireOptions('distinctPlaces', options, distinctPlacesOptionNames);
  const { depth = 20, reach = 0.25 } = options;
  for (const [name, value] of Object.entries({ depth, reach })) {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`distinctPlaces: ${name} must be above 0, but got ${value}`);
    }
  }
  const sizes = (shape: Shape) => imageShape('distinctPlaces', shape);
  return {
    init: (key) => {
      const fans = { fanIn: 1, fanOut: 1 };
      return {
        logDepth: filled(Math.log(depth))(foldIn(key, 'logDepth'), [1], fans),
        logReach: filled(Math.log(reach))(foldIn(key, 'logReach'), [1], fans),
      };
    },
    apply: (params, x) =>
      tf.tidy(() => {
        const [height, width, channels] = sizes(x.shape.slice(1));
        const batch = x.shape[0];
        const pixels = height * width;
        const grid = gridOf(height, width);
        const gridByAxis = tf.reshape(tf.transpose(grid), [1, 2, pixels]);
        const depthNow = tf.exp(parameter('distinctPlaces', params, 'logDepth'));
        const sharpness = tf.mul(0.5, tf.exp(tf.mul(-2, parameter('distinctPlaces', params, 'logReach'))));
        const hollowAt = (place: tf.Tensor): tf.Tensor => {
          const squared = tf.sum(tf.square(tf.sub(gridByAxis, tf.reshape(place, [batch, 2, 1]))), 1);
          return tf.mul(depthNow, tf.exp(tf.neg(tf.mul(sharpness, squared))));
        };
        const maps = tf.split(
          tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch, channels * pixels]),
          channels,
          1,
        );
        const places: tf.Tensor[] = [];
        let hollows: tf.Tensor | undefined;
        for (const [i, map] of maps.entries()) {
          const place = tf.matMul(tf.softmax(hollows ? tf.sub(map, hollows) : map), grid);
          places.push(tf.reshape(place, [batch, 2, 1]));
          if (i === maps.length - 1) break;
          const hollow = hollowAt(place);
          hollows = hollows ? tf.add(hollows, hollow) : hollow;
        }
        return tf.reshape(tf.concat(places, 2), [batch, 2 * channels]);
      }),
    outputShape: (shape) => [2 * sizes(shape)[2]],
    macs: (shape) => 6 * elements(sizes(shape)),
  };
}
