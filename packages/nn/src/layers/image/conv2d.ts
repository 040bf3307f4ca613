import { requireOptions, type OptionNames } from '@hgn/options';
import * as tf from '@tensorflow/tfjs-core';
import { lecunNormal, zeros, type Initialiser } from '../../initialisers.ts';
import { foldIn } from '../../random/key.ts';
import { show, type Shape } from '../../shape.ts';
import { positiveInteger } from '../dense.ts';
import type { Layer } from '../layer.ts';
import { parameter } from '../parameter.ts';

/** Rows or columns of zeros added before and after: `[[top, bottom], [left, right]]`. */
export type Margins = readonly [
  readonly [top: number, bottom: number],
  readonly [left: number, right: number],
];

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  /** Channels of an input. */
  readonly inputs: number;
  /** Channels of an output. */
  readonly outputs: number;
  /** Height and width of the kernel; one number for a square one. */
  readonly kernel: number | readonly [height: number, width: number];
  /** Step between outputs; one number for both axes; default 1. */
  readonly stride?: number | readonly [vertical: number, horizontal: number];
  /**
   * `'same'` (default): output size = input size / stride, rounded up, the odd row or column of zeros after the
   * image, as in TensorFlow and JAX. `'valid'`: no zeros. A number: so many zeros on each side, as in PyTorch. Or
   * margins of their own for each side.
   */
  readonly padding?: 'same' | 'valid' | number | Margins;
  /** Whether to add a learnt bias; default true. */
  readonly bias?: boolean;
  /** First values of the kernel; default {@link lecunNormal}. */
  readonly weightInit?: Initialiser;
  /** First values of the bias; default {@link zeros}. */
  readonly biasInit?: Initialiser;
}

const conv2dOptionNames: OptionNames<Conv2dOptions> = {
  inputs: true,
  outputs: true,
  kernel: true,
  stride: true,
  padding: true,
  bias: true,
  weightInit: true,
  biasInit: true,
};

/**
 * A two-dimensional convolution (cross-correlation), channels last: `[batch, height, width, inputs]` to
 * `[batch, height', width', outputs]`.
 *
 * Parameters: `kernel` [height, width, inputs, outputs] and, unless switched off, `bias` [outputs].
 *
 * @throws RangeError if a size or stride is not a positive whole number, or a margin is negative.
 * @example
 * const halve = conv2d({ inputs: 32, outputs: 64, kernel: 2, stride: 2, padding: 'valid' });
 * halve.outputShape([4, 4, 32]); // [2, 2, 64]
 */
export function conv2d(options: Conv2dOptions): Layer {
  requireOptions('conv2d', options, conv2dOptionNames);
  const { inputs, outputs, bias = true, weightInit = lecunNormal, biasInit = zeros } = options;
  const { padding = 'same' } = options;
  const kernel = pair(options.kernel);
  const stride = pair(options.stride ?? 1);
  positiveInteger('conv2d: inputs', inputs);
  positiveInteger('conv2d: outputs', outputs);
  for (const size of kernel) positiveInteger('conv2d: the kernel size', size);
  for (const size of stride) positiveInteger('conv2d: the stride', size);
  const margins = explicitMargins(padding);
  const taps = kernel[0] * kernel[1];
  const fans = { fanIn: taps * inputs, fanOut: taps * outputs };

  function outputShape(shape: Shape): number[] {
    if (shape.length !== 3 || shape[2] !== inputs) {
      throw new RangeError(
        `conv2d: the input must have the shape [height, width, ${inputs}], but got ${show(shape)}`,
      );
    }
    const size = [0, 1].map((axis) => {
      if (padding === 'same') return Math.ceil(shape[axis] / stride[axis]);
      const padded = shape[axis] + (margins ? margins[axis][0] + margins[axis][1] : 0);
      return Math.floor((padded - kernel[axis]) / stride[axis]) + 1;
    });
    if (Math.min(...size) < 1) {
      throw new RangeError(
        `conv2d: the padded input must be at least as large as the ${kernel.join('x')} kernel, but got ${show(shape)}`,
      );
    }
    return [...size, outputs];
  }

  return {
    init: (key) => ({
      kernel: weightInit(foldIn(key, 'kernel'), [...kernel, inputs, outputs], fans),
      ...(bias && { bias: biasInit(foldIn(key, 'bias'), [outputs], fans) }),
    }),
    apply: (params, x) =>
      tf.tidy(() => {
        const y = tf.conv2d(
          x as tf.Tensor4D,
          parameter('conv2d', params, 'kernel') as tf.Tensor4D,
          stride,
          margins ? [[0, 0], [...margins[0]], [...margins[1]], [0, 0]] : (padding as 'same' | 'valid'),
        );
        return bias ? tf.add(y, parameter('conv2d', params, 'bias')) : y;
      }),
    outputShape,
    macs(shape) {
      const [height, width] = outputShape(shape);
      return height * width * taps * inputs * outputs;
    },
  };
}

function pair(size: number | readonly [number, number]): [number, number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}

function explicitMargins(padding: 'same' | 'valid' | number | Margins): Margins | null {
  if (typeof padding === 'string') return null;
  const margins: Margins =
    typeof padding === 'number'
      ? [
          [padding, padding],
          [padding, padding],
        ]
      : padding;
  for (const margin of margins.flat()) {
    if (!Number.isInteger(margin) || margin < 0) {
      throw new RangeError(`conv2d: a margin must be a whole number from 0 up, but got ${margin}`);
    }
  }
  return margins;
}
