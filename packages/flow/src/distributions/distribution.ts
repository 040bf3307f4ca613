import type { NdArray, Tree } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../core/parameters.ts';

/** What a distribution draws on the host before a computation, with one row a sample: it enters as an input. */
export type Noise = Tree<NdArray>;

/** Noise inside a computation. */
export type NoiseTensors = Tree<Tensor>;

/**
 * A probability density over rows of numbers, possibly with learnable parameters, possibly given a context. Functions
 * over tensors are pure, traceable by `@hgn/jit` and differentiable; the result is the caller's to dispose.
 */
export interface Distribution {
  /** Columns of a sample. */
  readonly features: number;
  /** Columns of the context on which the density depends; 0 for none. */
  readonly context: number;
  /** Draws first parameters; `{}` where there are none. */
  init(key: Key): Parameters;
  /** Draws what `count` samples need of chance. The rows of a smaller count are the first of a larger one. */
  noise(key: Key, count: number): Noise;
  /** Turns noise into samples [batch, features]; differentiable by the parameters unless said otherwise. */
  sample(parameters: ParameterTensors, noise: NoiseTensors, context?: Tensor): Tensor;
  /** Log-density in nats, [batch], of points [batch, features]. */
  logProb(parameters: ParameterTensors, x: Tensor, context?: Tensor): Tensor;
  /** Samples together with their log-density: cheaper than one after the other. */
  sampleAndLogProb(
    parameters: ParameterTensors,
    noise: NoiseTensors,
    context?: Tensor,
  ): { readonly x: Tensor; readonly logProb: Tensor };
}
