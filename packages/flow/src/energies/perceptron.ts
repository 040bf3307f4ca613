import { foldIn, lecunNormal, scaled, zeros, type Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, parameter, type Parameters, type ParameterTensors } from '../core/parameters.ts';

/** A smooth non-linearity whose slope is written out. */
export type SmoothActivation = 'softplus' | 'swish' | 'tanh';

/** Value and slope of each; the slope may reuse the value. */
const activations: Record<
  SmoothActivation,
  { value: (a: Tensor) => Tensor; slope: (a: Tensor, value: () => Tensor) => Tensor }
> = {
  softplus: { value: (a) => tf.softplus(a), slope: (a) => tf.sigmoid(a) },
  tanh: { value: (a) => tf.tanh(a), slope: (_a, value) => tf.sub(1, tf.square(value())) },
  swish: {
    value: (a) => tf.mul(a, tf.sigmoid(a)),
    slope: (a, value) => {
      const gate = tf.sigmoid(a);
      return tf.add(gate, tf.mul(value(), tf.sub(1, gate)));
    },
  },
};

/** The names of the activations. */
export const smoothActivations = Object.keys(activations) as SmoothActivation[];

/** A perceptron from rows to one number each, and its gradient. */
export interface Perceptron {
  init(key: Key): Parameters;
  /** [batch, inputs] to [batch]. */
  value(parameters: ParameterTensors, x: Tensor): Tensor;
  /** The gradient of each row's value by the row, [batch, inputs]. */
  gradient(parameters: ParameterTensors, x: Tensor): Tensor;
}

/**
 * Hidden layers h = f(h W + b) under a linear output without bias, whose gradient by the input is written out as
 * matrix products: a third of the work that a general reverse pass makes of it.
 *
 * Parameters: `hidden`, an array of `kernel` [in, out] and `bias` [out], and `output` [width].
 */
export function perceptron(options: {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly activation: SmoothActivation;
  readonly outputGain: number;
}): Perceptron {
  const { inputs, hidden, outputGain } = options;
  const { value: activate, slope } = activations[options.activation];
  const widths = [inputs, ...hidden];
  const last = hidden.length - 1;

  function layer(parameters: ParameterTensors, index: number): { kernel: Tensor; bias: Tensor } {
    const own = branch('perceptron', branch('perceptron', parameters, 'hidden'), index);
    return { kernel: parameter('perceptron', own, 'kernel'), bias: parameter('perceptron', own, 'bias') };
  }

  /** What goes into each non-linearity; all but the last are activated on the way. */
  function preactivations(parameters: ParameterTensors, x: Tensor): { before: Tensor[]; after: Tensor[] } {
    const before: Tensor[] = [];
    const after: Tensor[] = [];
    let h = x;
    for (let index = 0; index <= last; index++) {
      const { kernel, bias } = layer(parameters, index);
      const a = tf.add(tf.matMul(h, kernel), bias);
      before.push(a);
      if (index < last) after.push((h = activate(a)));
    }
    return { before, after };
  }

  return {
    init(key) {
      const fans = (index: number) => ({ fanIn: widths[index], fanOut: widths[index + 1] ?? 1 });
      return {
        hidden: hidden.map((width, index) => {
          const own = foldIn(key, index);
          return {
            kernel: lecunNormal(foldIn(own, 'kernel'), [widths[index], width], fans(index)),
            bias: zeros(foldIn(own, 'bias'), [width], fans(index)),
          };
        }),
        output: scaled(outputGain, lecunNormal)(foldIn(key, 'output'), [hidden[last]], fans(last + 1)),
      };
    },
    value(parameters, x) {
      const { before } = preactivations(parameters, x);
      return tf.sum(tf.mul(activate(before[last]), parameter('perceptron', parameters, 'output')), 1);
    },
    gradient(parameters, x) {
      const { before, after } = preactivations(parameters, x);
      const slopeOf = (index: number) => slope(before[index], () => after[index] ?? activate(before[index]));
      // The output weights scale the columns of the last kernel rather than a batch of slopes.
      const output = parameter('perceptron', parameters, 'output');
      let back = tf.matMul(slopeOf(last), tf.mul(layer(parameters, last).kernel, output), false, true);
      for (let index = last - 1; index >= 0; index--) {
        back = tf.matMul(tf.mul(slopeOf(index), back), layer(parameters, index).kernel, false, true);
      }
      return back;
    },
  };
}
