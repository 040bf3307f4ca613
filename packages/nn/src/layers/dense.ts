import { requireOptions, type OptionNames } from '@hgn/options';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { lecunNormal, zeros, type Initialiser } from '../initialisers.ts';
import { foldIn } from '../random/key.ts';
import { elements, show } from '../shape.ts';
import type { Layer } from './layer.ts';
import { parameter } from './parameter.ts';

/** Options of {@link dense}. */
export interface DenseOptions {
  /** Features of an input. */
  readonly inputs: number;
  /** Features of an output. */
  readonly outputs: number;
  /** Whether to add a learnt bias; default true. */
  readonly bias?: boolean;
  /** First values of the kernel; default {@link lecunNormal}. */
  readonly weightInit?: Initialiser;
  /** First values of the bias; default {@link zeros}. */
  readonly biasInit?: Initialiser;
}

const denseOptionNames: OptionNames<DenseOptions> = {
  inputs: true,
  outputs: true,
  bias: true,
  weightInit: true,
  biasInit: true,
};

/**
 * The affine map `y = x kernel + bias` over the last axis: `[batch, ..., inputs]` to `[batch, ..., outputs]`.
 *
 * Parameters: `kernel` [inputs, outputs] and, unless switched off, `bias` [outputs].
 *
 * @throws RangeError if `inputs` or `outputs` is not a positive whole number.
 * @example
 * const layer = dense({ inputs: 16, outputs: 64 });
 * layer.outputShape([16]); // [64]
 */
export function dense(options: DenseOptions): Layer {
  requireOptions('dense', options, denseOptionNames);
  const { inputs, outputs, bias = true, weightInit = lecunNormal, biasInit = zeros } = options;
  positiveInteger('dense: inputs', inputs);
  positiveInteger('dense: outputs', outputs);
  const fans = { fanIn: inputs, fanOut: outputs };

  return {
    init: (key) => ({
      kernel: weightInit(foldIn(key, 'kernel'), [inputs, outputs], fans),
      ...(bias && { bias: biasInit(foldIn(key, 'bias'), [outputs], fans) }),
    }),
    apply: (params, x) =>
      tf.tidy(() => {
        const rows: Tensor = x.rank === 2 ? x : tf.reshape(x, [-1, inputs]);
        const product = tf.matMul(rows, parameter('dense', params, 'kernel'));
        const y = bias ? tf.add(product, parameter('dense', params, 'bias')) : product;
        return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
      }),
    outputShape(shape) {
      if (shape.at(-1) !== inputs) {
        throw new RangeError(`dense: the last axis of the input must be ${inputs}, but got ${show(shape)}`);
      }
      return [...shape.slice(0, -1), outputs];
    },
    macs: (shape) => elements(shape) * outputs,
  };
}

/** Throws RangeError unless `value` is a whole number from 1 up. */
export function positiveInteger(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${what} must be a positive whole number, but got ${value}`);
  }
}
