import type { NdArray, Tree } from '@hgn/autodiff';
import { grad, ndarray } from '@hgn/autodiff';
import { methods } from '@hgn/integrators';
import { rollout as integrate } from '@hgn/integrators/tfjs';
import type { Key } from '@hgn/nn';
import { conv2d, dense, split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { energy } from './energy.ts';
import type { LatentState, Posterior } from './latent.ts';
import { network } from './network.ts';
import { foldedShape } from './pixels.ts';

/** The parameters of an HGN: named sub-trees, of tensors inside a graph and of arrays outside. */
export type HgnParameters<L> = {
  readonly encoder: Tree<L>;
  readonly mean: Tree<L>;
  readonly logVariance: Tree<L>;
  readonly stateTransformer: Tree<L>;
  readonly potential: Tree<L>;
  readonly kinetic: Tree<L>;
  readonly decoder: Tree<L>;
  readonly pixelBias: L;
};

type P = HgnParameters<tf.Tensor>;

/** A Hamiltonian Generative Network: pure functions of its parameters, all traceable by @hgn/jit. */
export interface Hgn {
  readonly config: ModelConfig;
  /** Shape of one encoder input: folded frames stacked along channels. */
  readonly inputShape: readonly number[];
  /** Shape of one decoded frame, folded. */
  readonly frameShape: readonly number[];
  /** Shape of z without the batch. */
  readonly latentShape: readonly number[];
  /** Shape of q (and of p) without the batch. */
  readonly stateShape: readonly number[];
  /**
   * Draws starting parameters.
   * `background`: colour in [0, 1] per channel that an untrained decoder paints; the mean grey when absent.
   */
  init(key: Key, options?: { readonly background?: readonly number[] }): HgnParameters<NdArray>;
  /** inputs: [batch, ...inputShape] to the posterior over z. */
  encode(parameters: P, inputs: tf.Tensor): Posterior;
  /** z: [batch, ...latentShape] to the state at the inferred frame. */
  latentState(parameters: P, z: tf.Tensor): LatentState;
  /** H = K(p) + V(q) for every sample, [batch]. */
  hamiltonian(parameters: P, state: LatentState): tf.Tensor1D;
  /**
   * Leapfrog from `state`; backward in time is a negative dt, double speed 2 dt.
   * `dt`: one number, or [batch] for a time step of its own for every sample.
   * Returns steps + 1 states, the given one first; cost: steps + 1 gradients of V and steps of K.
   */
  rollout(
    parameters: P,
    state: LatentState,
    options: { readonly dt: number | tf.Tensor1D; readonly steps: number },
  ): LatentState[];
  /** q: [batch, ...stateShape] to folded frames [batch, ...frameShape] in (0, 1). */
  decode(parameters: P, q: tf.Tensor): tf.Tensor;
}

/**
 * Builds an HGN from its architecture (Toth et al., ICLR 2020, sections 3.1 and 3.2): encoder, posterior,
 * state transformer, separable Hamiltonian, leapfrog, and a decoder that sees q alone.
 *
 * @throws Error when shapes do not fit: the state's last axis must be even, the decoder must end in frames
 * @example
 * import { createHgn, presets } from '@hgn/model';
 * import { countParameters, key } from '@hgn/nn';
 *
 * const hgn = createHgn(presets.quickstart.model);
 * console.log(countParameters(hgn.init(key(0))));
 */
export function createHgn(config: ModelConfig): Hgn {
  const frameShape = foldedShape(config.image, config.blockSize);
  const [height, width, channels] = frameShape;
  const inputShape = [height, width, channels * config.inputFrames];

  const encoder = network(config.encoder, inputShape);
  const featureShape = encoder.outputShape(inputShape);
  const head = () => posteriorHead(config, featureShape);
  const mean = head();
  const logVariance = head();
  const latentShape = mean.outputShape(featureShape);
  const transformer = network(config.stateTransformer, latentShape);
  const stateShape = halve(transformer.outputShape(latentShape));
  const potential = energy(config.potential, stateShape);
  const kinetic = energy(config.kinetic, stateShape);
  const decoder = network(config.decoder, stateShape);
  const decoded = decoder.outputShape(stateShape);
  if (decoded.join() !== frameShape.join()) {
    throw new Error(
      `createHgn: the decoder must end in frames of shape [${frameShape.join(', ')}], but it ends in [${decoded.join(', ')}]; change its last layers`,
    );
  }

  const perSample = (dt: number | tf.Tensor1D): number | tf.Tensor =>
    typeof dt === 'number' ? dt : tf.reshape(dt, [dt.shape[0], ...stateShape.map(() => 1)]);

  return {
    config,
    inputShape,
    frameShape,
    latentShape,
    stateShape,
    init(key, { background } = {}) {
      const keys = split(key, 7);
      return {
        encoder: encoder.init(keys[0]),
        mean: mean.init(keys[1]),
        logVariance: startAt(logVariance.init(keys[2]), config.posterior.logVarianceBias),
        stateTransformer: transformer.init(keys[3]),
        potential: potential.init(keys[4]),
        kinetic: kinetic.init(keys[5]),
        decoder: decoder.init(keys[6]),
        pixelBias: ndarray(backgroundLogits(background, channels), [channels]),
      };
    },
    encode(parameters, inputs) {
      return tf.tidy(() => {
        const features = encoder.apply(parameters.encoder, inputs);
        return {
          mean: mean.apply(parameters.mean, features),
          logVariance: logVariance.apply(parameters.logVariance, features),
        };
      });
    },
    latentState(parameters, z) {
      return tf.tidy(() => {
        const state = transformer.apply(parameters.stateTransformer, z);
        const [q, p] = tf.split(state, 2, state.rank - 1);
        return { q, p };
      });
    },
    hamiltonian(parameters, { q, p }) {
      return tf.tidy(() =>
        tf.add(kinetic.apply(parameters.kinetic, p), potential.apply(parameters.potential, q)),
      );
    },
    rollout(parameters, state, { dt, steps }) {
      const dVdq = grad((q: tf.Tensor) => tf.sum<tf.Scalar>(potential.apply(parameters.potential, q)));
      const dKdp = grad((p: tf.Tensor) => tf.sum<tf.Scalar>(kinetic.apply(parameters.kinetic, p)));
      const system = {
        separable: true as const,
        dHdq: (q: tf.Tensor) => dVdq(q),
        dHdp: (_q: tf.Tensor, p: tf.Tensor) => dKdp(p),
      };
      return tf.tidy(() =>
        integrate(methods.leapfrog, system, state, { dt: perSample(dt), steps }).map(({ q, p }) => ({
          q,
          p,
        })),
      );
    },
    decode(parameters, q) {
      return tf.tidy(() => tf.sigmoid(tf.add(decoder.apply(parameters.decoder, q), parameters.pixelBias)));
    },
  };
}

function posteriorHead({ posterior }: ModelConfig, featureShape: readonly number[]) {
  if (posterior.heads === 'conv') {
    return conv2d({ inputs: featureShape[2], outputs: posterior.size, kernel: 3 });
  }
  if (featureShape.length !== 1) {
    throw new Error(
      `createHgn: dense posterior heads need a vector of features, but the encoder ends in [${featureShape.join(', ')}]; end it with { type: 'flatten' }`,
    );
  }
  return dense({ inputs: featureShape[0], outputs: posterior.size });
}

function halve(shape: readonly number[]): number[] {
  const last = shape[shape.length - 1];
  if (last % 2 !== 0) {
    throw new Error(
      `createHgn: the state's last axis is split into q and p and must be even, but got shape [${shape.join(', ')}]`,
    );
  }
  return [...shape.slice(0, -1), last / 2];
}

function startAt(head: Tree<NdArray>, bias: number): Tree<NdArray> {
  const parameters = head as { readonly bias: NdArray };
  return {
    ...parameters,
    bias: ndarray(
      Float32Array.from(parameters.bias.data, () => bias),
      parameters.bias.shape,
    ),
  };
}

function backgroundLogits(background: readonly number[] | undefined, foldedChannels: number): Float32Array {
  return Float32Array.from({ length: foldedChannels }, (_, c) => {
    if (background === undefined) return 0;
    const level = Math.min(Math.max(background[c % background.length], 0.01), 0.99);
    return Math.log(level / (1 - level));
  });
}
