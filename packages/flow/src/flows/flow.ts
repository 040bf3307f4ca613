import type { Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../core/parameters.ts';
import type { Noise, NoiseTensors } from '../distributions/distribution.ts';

/**
 * A learnable density over rows of numbers that can be sampled, and trained on samples or on an unnormalised density.
 *
 * An exact flow knows its density. A flow with latent variables (the momentum of a Neural Hamiltonian Flow) knows the
 * weight of one draw of them, w = joint density / density of the draw: E[log w] is a lower bound of the log-density
 * (the ELBO), and the mean of many w an unbiased estimate of the density.
 */
export interface Flow {
  /** Columns of a point. */
  readonly features: number;
  /** Columns of the context on which the density depends; 0 for none. */
  readonly context: number;
  /** True if `logWeight` is the log-density itself and needs no noise. */
  readonly exact: boolean;
  /** What the flow was made of, as plain data, so that a file can tell it; absent in flows made of parts. */
  readonly config?: FlowConfig;
  /** Draws first parameters. */
  init(key: Key): Parameters;
  /** Draws what `count` samples need of chance. */
  noise(key: Key, count: number): Noise;
  /** Draws what `count` weights need of chance: `[]` for an exact flow. */
  latentNoise(key: Key, count: number): Noise;
  /** Turns noise into samples [batch, features]; differentiable. */
  sample(parameters: ParameterTensors, noise: NoiseTensors, context?: Tensor): Tensor;
  /** Log of one weight for each point of [batch, features], in nats, [batch]. */
  logWeight(parameters: ParameterTensors, x: Tensor, latentNoise: NoiseTensors, context?: Tensor): Tensor;
  /**
   * Samples with the log-weight of how they came about: their log-density if the flow is exact, else a quantity whose
   * mean is an upper bound of the mean log-density of the samples.
   */
  sampleAndLogWeight(
    parameters: ParameterTensors,
    noise: NoiseTensors,
    context?: Tensor,
  ): { readonly x: Tensor; readonly logWeight: Tensor };
}

/** The name of a ready-made flow and its options, as JSON can hold them. */
export interface FlowConfig {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}
