import { requireOptions, type OptionNames } from '@hgn/options';
import { lecunNormal, scaled, zeros, type Initialiser } from '../../initialisers.ts';
import { activation, type ActivationName } from '../activation.ts';
import { dense } from '../dense.ts';
import type { Layer } from '../layer.ts';
import { sequential } from './sequential.ts';

/** Options of {@link mlp}. */
export interface MlpOptions {
  /** Features of an input. */
  readonly inputs: number;
  /** Features of each hidden layer, such as `[64, 64]`; may be empty. */
  readonly hidden: readonly number[];
  /** Features of an output. */
  readonly outputs: number;
  /** The non-linearity after each hidden layer; default `'softplus'`. */
  readonly activation?: ActivationName | Layer;
  /** Whether the last layer adds a bias; default true. A Hamiltonian needs none: only its derivatives matter. */
  readonly outputBias?: boolean;
  /** Factor on the first weights of the last layer; default 1. */
  readonly outputGain?: number;
  /** First values of the kernels; default {@link lecunNormal}. */
  readonly weightInit?: Initialiser;
  /** First values of the biases; default {@link zeros}. */
  readonly biasInit?: Initialiser;
}

const mlpOptionNames: OptionNames<MlpOptions> = {
  inputs: true,
  hidden: true,
  outputs: true,
  activation: true,
  outputBias: true,
  outputGain: true,
  weightInit: true,
  biasInit: true,
};

/**
 * A multi-layer perceptron: dense layers with a non-linearity between them and none after the last.
 *
 * @example
 * const potential = mlp({ inputs: 16, hidden: [64, 64], outputs: 1, outputBias: false, outputGain: 0.1 });
 */
export function mlp(options: MlpOptions): Layer {
  requireOptions('mlp', options, mlpOptionNames);
  const { inputs, hidden, outputs, outputBias = true, outputGain = 1 } = options;
  const { weightInit = lecunNormal, biasInit = zeros } = options;
  const chosen = options.activation ?? 'softplus';
  const nonlinearity = typeof chosen === 'string' ? activation(chosen) : chosen;
  const widths = [inputs, ...hidden];
  return sequential([
    ...hidden.flatMap((width, index) => [
      dense({ inputs: widths[index], outputs: width, weightInit, biasInit }),
      nonlinearity,
    ]),
    dense({
      inputs: widths[hidden.length],
      outputs,
      bias: outputBias,
      weightInit: scaled(outputGain, weightInit),
      biasInit,
    }),
  ]);
}
