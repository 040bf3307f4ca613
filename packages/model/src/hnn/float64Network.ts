import type { NdArray, Tree } from '@hgn/autodiff';
import type { StateLayerConfig } from './vectorField.ts';

/** A trained dense network on plain arrays, in double precision. Nothing is allocated per call. */
export interface Float64Network {
  /** Outputs at `x`, written to `out`. */
  evaluate(x: ArrayLike<number>, out: Float64Array): void;
  /** Gradient of the sum of all outputs at `x`, written to `out`. */
  gradient(x: ArrayLike<number>, out: Float64Array): void;
}

type ActivationConfig = Extract<StateLayerConfig, { type: 'activation' }>;
type ActivationName = ActivationConfig['name'];

/** A layer that writes its output and, going back, turns the slopes of its output into those of its input. */
interface Stage {
  readonly output: Float64Array;
  forward(x: ArrayLike<number>): void;
  backward(x: ArrayLike<number>, slopes: Float64Array, into: Float64Array): void;
}

/**
 * Binds the layers of a network to its parameters.
 *
 * @param parameters one entry a layer, `{ kernel, bias }` of a dense one, as the layers of @hgn/nn draw them
 * @param inputs entries of an input
 */
export function float64Network(
  layers: readonly StateLayerConfig[],
  parameters: Tree<NdArray>,
  inputs: number,
): Float64Network {
  const entries = parameters as readonly { readonly kernel?: NdArray; readonly bias?: NdArray }[];
  let width = inputs;
  const stages = layers.map((layer, i) => {
    if (layer.type === 'activation') return activationStage(layer, width);
    const { kernel, bias } = entries[i];
    if (kernel?.shape[0] !== width) {
      throw new RangeError(
        `float64Network: layer ${i} needs a kernel of ${width} rows, but got shape [${kernel?.shape.join(', ')}]; pass the parameters of this very network`,
      );
    }
    width = kernel.shape[1];
    return denseStage(Float64Array.from(kernel.data), bias && Float64Array.from(bias.data), width);
  });
  const last = stages[stages.length - 1];
  const widest = Math.max(inputs, ...stages.map(({ output }) => output.length));
  const buffers = [new Float64Array(widest), new Float64Array(widest)];

  const forward = (x: ArrayLike<number>): void => {
    let at = x;
    for (const stage of stages) {
      stage.forward(at);
      at = stage.output;
    }
  };
  return {
    evaluate(x, out) {
      forward(x);
      out.set(last.output);
    },
    gradient(x, out) {
      forward(x);
      let [slopes, next] = buffers;
      slopes.fill(1, 0, last.output.length);
      for (let i = stages.length - 1; i >= 0; i--) {
        stages[i].backward(i === 0 ? x : stages[i - 1].output, slopes, next);
        [slopes, next] = [next, slopes];
      }
      for (let i = 0; i < inputs; i++) out[i] = slopes[i];
    },
  };
}

/** y = x kernel + bias, the kernel [inputs, outputs]. */
function denseStage(kernel: Float64Array, bias: Float64Array | undefined, outputs: number): Stage {
  const inputs = kernel.length / outputs;
  const output = new Float64Array(outputs);
  return {
    output,
    forward(x) {
      if (bias === undefined) output.fill(0);
      else output.set(bias);
      for (let i = 0; i < inputs; i++) {
        const value = x[i];
        const row = i * outputs;
        for (let j = 0; j < outputs; j++) output[j] += value * kernel[row + j];
      }
    },
    backward(_x, slopes, into) {
      for (let i = 0; i < inputs; i++) {
        const row = i * outputs;
        let sum = 0;
        for (let j = 0; j < outputs; j++) sum += slopes[j] * kernel[row + j];
        into[i] = sum;
      }
    },
  };
}

function activationStage({ name, slope = 0.01 }: ActivationConfig, width: number): Stage {
  const output = new Float64Array(width);
  const { value, derivative } = activations(slope)[name];
  return {
    output,
    forward(x) {
      for (let i = 0; i < width; i++) output[i] = value(x[i]);
    },
    backward(x, slopes, into) {
      for (let i = 0; i < width; i++) into[i] = slopes[i] * derivative(x[i], output[i]);
    },
  };
}

/** An activation and its derivative, which may use the value y at x. */
interface Activation {
  readonly value: (x: number) => number;
  readonly derivative: (x: number, y: number) => number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function activations(slope: number): Record<ActivationName, Activation> {
  return {
    tanh: { value: Math.tanh, derivative: (_x, y) => 1 - y * y },
    sigmoid: { value: sigmoid, derivative: (_x, y) => y * (1 - y) },
    // max(x, 0) + log(1 + e^-|x|) does not overflow.
    softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), derivative: sigmoid },
    swish: { value: (x) => x * sigmoid(x), derivative: (x, y) => y + sigmoid(x) * (1 - y) },
    relu: { value: (x) => Math.max(x, 0), derivative: (x) => Number(x > 0) },
    leakyRelu: { value: (x) => (x > 0 ? x : slope * x), derivative: (x) => (x > 0 ? 1 : slope) },
  };
}
