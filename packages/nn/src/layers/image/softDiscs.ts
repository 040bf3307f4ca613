import { requireOptions, type OptionNames } from '@hgn/options';
import * as tf from '@tensorflow/tfjs-core';
import { filled } from '../../initialisers.ts';
import { foldIn } from '../../random/key.ts';
import { show, type Shape } from '../../shape.ts';
import { positiveInteger } from '../dense.ts';
import type { Layer } from '../layer.ts';
import { parameter } from '../parameter.ts';
import { placesOf } from './places.ts';

/** Options of {@link softDiscs}. */
export interface SoftDiscsOptions {
  /** The [height, width] of the maps. */
  readonly shape: readonly number[];
  /** Number of discs, each with a radius and an edge of its own unless they are alike. */
  readonly discs: number;
  /** First radius of every disc, where the width of a map is 2; default 0.25. */
  readonly radius?: number;
  /** First slope of every edge: how steeply what a disc covers falls per unit of distance; default 10. */
  readonly steepness?: number;
  /**
   * Whether all discs have one radius and one edge; default false. A disc that has not found its place can then not grow to
   * cover wherever that may be.
   */
  readonly alike?: boolean;
}

const softDiscsOptionNames: OptionNames<SoftDiscsOptions> = {
  shape: true,
  discs: true,
  radius: true,
  steepness: true,
  alike: true,
};

/**
 * Draws a disc at every place, each into a channel of its own: `[batch, 2 * discs]`, columns of all discs before their
 * rows as `spatialSoftmax` gives them, to `[batch, height, width, discs]`. A pixel at distance d from the place of a
 * disc is covered by sigmoid(k (r^2 - d^2) / (2 r)): one half at the radius r, with the slope k there. The far edge of
 * a map is at 1 from its middle along both axes; what is off the map is not drawn.
 *
 * Parameters: `logRadius` and `logSteepness`, [discs] each, or [1] where they are alike, so that both stay positive. Places move by gradients only
 * where an edge is: discs should start as wide and as soft as what they are to find is far.
 *
 * Cost: one square and one sigmoid a value.
 *
 * @throws RangeError if a size is not a positive whole number, or a first radius or steepness is not above 0
 * @example
 * softDiscs({ shape: [32, 32], discs: 3 }).outputShape([6]); // [32, 32, 3]
 */
export function softDiscs(options: SoftDiscsOptions): Layer {
  requireOptions('softDiscs', options, softDiscsOptionNames);
  const { discs, radius = 0.25, steepness = 10, alike = false } = options;
  const [height, width] = options.shape;
  positiveInteger('softDiscs: height', height);
  positiveInteger('softDiscs: width', width);
  positiveInteger('softDiscs: discs', discs);
  positive('radius', radius);
  positive('steepness', steepness);
  const checked = (shape: Shape): number[] => {
    if (shape.length !== 1 || shape[0] !== 2 * discs) {
      throw new RangeError(
        `softDiscs: the input must be the ${2 * discs} coordinates of ${discs} places, but got ${show(shape)}`,
      );
    }
    return [height, width, discs];
  };
  const columns = placesOf(width);
  const rows = placesOf(height);
  return {
    init: (key) => {
      const fans = { fanIn: 1, fanOut: 1 };
      const start = (name: string, value: number) =>
        filled(value)(foldIn(key, name), [alike ? 1 : discs], fans);
      return {
        logRadius: start('logRadius', Math.log(radius)),
        logSteepness: start('logSteepness', Math.log(steepness)),
      };
    },
    apply: (params, x) =>
      tf.tidy(() => {
        const batch = x.shape[0];
        const [across, down] = tf.split(x, 2, 1);
        const squaredAlong = (along: readonly number[], places: tf.Tensor): tf.Tensor =>
          tf.square(
            tf.sub(tf.tensor(along as number[], [1, along.length, 1]), tf.reshape(places, [batch, 1, discs])),
          );
        const r = tf.exp(parameter('softDiscs', params, 'logRadius'));
        const slope = tf.div(tf.exp(parameter('softDiscs', params, 'logSteepness')), tf.mul(2, r));
        // What does not depend on the pixel is multiplied in before the maps are as large as they get.
        const inRow = tf.mul(slope, tf.sub(tf.square(r), squaredAlong(rows, down)));
        const inColumn = tf.mul(slope, squaredAlong(columns, across));
        return tf.sigmoid(
          tf.sub(
            tf.reshape(inRow, [batch, height, 1, discs]),
            tf.reshape(inColumn, [batch, 1, width, discs]),
          ),
        );
      }),
    outputShape: checked,
    macs: (shape) => {
      checked(shape);
      return discs * height * width;
    },
  };
}

function positive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`softDiscs: ${name} must be above 0, but got ${value}`);
  }
}
