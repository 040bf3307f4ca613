import { requireOptions } from '@hgn/options';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { filled } from '../../initialisers.ts';
import { foldIn } from '../../random/key.ts';
import { show } from '../../shape.ts';
import { positiveInteger } from '../dense.ts';
import type { Layer } from '../layer.ts';
import { parameter } from '../parameter.ts';

/**
 * Appends learnt channels that are the same for every input, starting at one: `[batch, height, width, c]` to
 * `[batch, height, width, c + channels]`. A decoder of convolutions learns from them where in the image it is.
 *
 * @param options `shape` is the [height, width] of the input
 * @throws RangeError if a size is not a positive whole number.
 * @example
 * const layer = constantChannels({ shape: [4, 4], channels: 2 });
 * layer.outputShape([4, 4, 16]); // [4, 4, 18]
 */
export function constantChannels(options: {
  readonly shape: readonly number[];
  readonly channels: number;
}): Layer {
  requireOptions('constantChannels', options, { shape: true, channels: true });
  const [height, width] = options.shape;
  const { channels } = options;
  positiveInteger('constantChannels: height', height);
  positiveInteger('constantChannels: width', width);
  positiveInteger('constantChannels: channels', channels);
  const shape = [height, width, channels];
  return {
    init: (key) => ({
      constant: filled(1)(foldIn(key, 'constant'), shape, { fanIn: 1, fanOut: channels }),
    }),
    apply: (params, x) =>
      tf.tidy(() => {
        const constant = tf.reshape(parameter('constantChannels', params, 'constant'), [1, ...shape]);
        return tf.concat([x as Tensor4D, tf.tile(constant, [x.shape[0], 1, 1, 1]) as Tensor4D], 3);
      }),
    outputShape(input) {
      if (input.length !== 3 || input[0] !== height || input[1] !== width) {
        throw new RangeError(
          `constantChannels: the input must have the shape [${height}, ${width}, channels], but got ${show(input)}`,
        );
      }
      return [height, width, input[2] + channels];
    },
    macs: () => 0,
  };
}
