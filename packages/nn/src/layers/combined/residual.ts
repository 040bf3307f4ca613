import * as tf from '@tensorflow/tfjs-core';
import { scope } from '../../scope.ts';
import { show } from '../../shape.ts';
import { foldIn } from '../../random/key.ts';
import type { Layer } from '../layer.ts';
import { branch } from '../parameter.ts';

/**
 * Adds a layer to a shortcut around it: `y = body(x) + skip(x)`, or `body(x) + x` without `skip`. Parameters: `body`
 * and, if there is one, `skip`.
 *
 * Source: He, Zhang, Ren, Sun (2016), equations 1 and 2, doi:10.1109/CVPR.2016.90.
 *
 * @param skip a layer that brings the input to the shape of the body's output, such as a 1x1 convolution
 * @example
 * const block = residual(
 *   sequential([conv2d({ inputs: 16, outputs: 64, kernel: 3 }), activation('leakyRelu')]),
 *   conv2d({ inputs: 16, outputs: 64, kernel: 1 }),
 * );
 */
export function residual(body: Layer, skip?: Layer): Layer {
  return {
    init: (key) => ({
      body: body.init(foldIn(key, 'body')),
      ...(skip && { skip: skip.init(foldIn(key, 'skip')) }),
    }),
    apply: (params, x) =>
      scope(() =>
        tf.add(
          body.apply(branch('residual', params, 'body'), x),
          skip ? skip.apply(branch('residual', params, 'skip'), x) : x,
        ),
      ),
    outputShape(inputShape) {
      const through = body.outputShape(inputShape);
      const around = skip ? skip.outputShape(inputShape) : inputShape;
      if (through.length !== around.length || through.some((size, axis) => size !== around[axis])) {
        throw new RangeError(
          `residual: body and shortcut must have one output shape, but got ${show(through)} and ${show(around)}; pass a skip layer that changes the shape`,
        );
      }
      return through;
    },
    macs: (inputShape) => body.macs(inputShape) + (skip?.macs(inputShape) ?? 0),
  };
}
