import { ndarray } from '@hgn/autodiff';
import { foldIn, mlp, type ActivationName } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, parameter, type Parameters, type ParameterTensors } from '../core/parameters.ts';
import type { Key } from '@hgn/nn';

/** The network of a coupling: from the untouched columns, and the context, to the numbers that move the others. */
export interface Conditioner {
  init(key: Key): Parameters;
  /** [batch, outputs], or [1, outputs] where there is nothing to depend on. */
  apply(parameters: ParameterTensors, x: Tensor | undefined, context: Tensor | undefined): Tensor;
}

/** Options of a coupling's network. */
export interface NetworkOptions {
  /** Widths of the hidden layers; default `[64, 64]`. */
  readonly hidden?: readonly number[];
  /** Their non-linearity; default `'swish'`. */
  readonly activation?: ActivationName;
}

/** A perceptron whose outputs start near zero; a vector of parameters where there are no inputs. */
export function conditioner(
  owner: string,
  sizes: { readonly inputs: number; readonly context: number; readonly outputs: number },
  { hidden = [64, 64], activation = 'swish' }: NetworkOptions,
): Conditioner {
  const inputs = sizes.inputs + sizes.context;
  const { outputs } = sizes;
  if (inputs === 0) {
    return {
      init: () => ({ constant: ndarray(new Float32Array(outputs), [1, outputs]) }),
      apply: (parameters) => parameter(owner, parameters, 'constant'),
    };
  }
  const net = mlp({ inputs, hidden, outputs, activation, outputGain: 0.1 });
  return {
    init: (key) => ({ network: net.init(foldIn(key, 'network')) }),
    apply: (parameters, x, context) => {
      const given = [x, context].filter((tensor) => tensor !== undefined);
      return net.apply(
        branch(owner, parameters, 'network'),
        given.length === 1 ? given[0] : tf.concat(given, 1),
      );
    },
  };
}
