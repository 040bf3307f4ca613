import { requireOptions } from '@hgn/options';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer.ts';
import { elementwise } from './elementwise.ts';

/** The names that {@link activation} knows. */
export type ActivationName = 'relu' | 'leakyRelu' | 'softplus' | 'swish' | 'tanh' | 'sigmoid';

const functions: Record<ActivationName, (x: Tensor, slope: number) => Tensor> = {
  relu: (x) => tf.relu(x),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
  softplus: (x) => tf.softplus(x),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/**
 * An elementwise non-linearity. Inside a Hamiltonian take a smooth one (softplus, swish, tanh): training reads its
 * second derivative, which is zero for relu and leakyRelu.
 *
 * softplus(x) = log(1 + e^x), swish(x) = x sigmoid(x), leakyRelu(x) = x for x > 0, else slope x.
 *
 * @param options `slope` of leakyRelu below zero, default 0.01
 * @throws RangeError for an unknown name.
 * @example
 * const layer = activation('leakyRelu', { slope: 0.1 });
 */
export function activation(name: ActivationName, options: { slope?: number } = {}): Layer {
  requireOptions('activation', options, { slope: true });
  const { slope = 0.01 } = options;
  if (!Object.hasOwn(functions, name)) {
    throw new RangeError(
      `activation: the name must be one of ${Object.keys(functions).join(', ')}, but got '${name}'`,
    );
  }
  const apply = functions[name];
  return elementwise((x) => apply(x, slope));
}
