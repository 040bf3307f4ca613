import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray, stopGradient } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import { split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { createDynamics } from '../dynamics/dynamics.ts';
import type { DriveShape, DynamicsOptions } from '../dynamics/types.ts';
import { joinedShape, joinState, splitState, type LatentState, type Posterior } from '../dynamics/latent.ts';
import { requireShape } from '../dynamics/requireShape.ts';
import type { ModelConfig } from './config.ts';
import { network } from './network.ts';
import { foldedShape } from './pixels.ts';
import { posteriorOf } from './posterior.ts';

/** The parameters of a model: named sub-trees, of tensors inside a graph and of arrays outside. */
export type ModelParameters<L> = {
  readonly encoder: Tree<L>;
  readonly posterior: Tree<L>;
  readonly stateTransformer: Tree<L>;
  readonly dynamics: Tree<L>;
  readonly decoder: Tree<L>;
  readonly pixelBias: L;
};

type P = ModelParameters<tf.Tensor>;

/** Multiply-adds of the parts of a model for one sample. */
export interface ModelMacs {
  /** Encoder and both heads of the posterior, once. */
  readonly encoder: number;
  /** From z to the state, once. */
  readonly stateTransformer: number;
  /** From one frame to the next, a gradient counted as two evaluations. */
  readonly dynamicsPerFrame: number;
  /** For every decoded frame. */
  readonly decoderPerFrame: number;
}

/**
 * A generative model of image sequences: encoder, latent dynamics and decoder as pure functions of the parameters,
 * all traceable by @hgn/jit. The dynamics decides whether it is a Hamiltonian Generative Network or a baseline;
 * everything else is shared.
 */
export interface DynamicsModel {
  readonly config: ModelConfig;
  /** Shape of one encoder input: folded frames stacked along channels. */
  readonly inputShape: readonly number[];
  /** Shape of one decoded frame, folded. */
  readonly frameShape: readonly number[];
  /** Shape of z without the batch. */
  readonly latentShape: readonly number[];
  /** Shape of q (and of p) without the batch. */
  readonly stateShape: readonly number[];
  /** Shape of what the decoder sees of a state, without the batch. */
  readonly visibleShape: readonly number[];
  /** What the dynamics wants to be told of what drives it; absent where nothing does. */
  readonly drive?: DriveShape;
  /** Multiply-adds of one forward evaluation for one sample, by part. */
  readonly macs: ModelMacs;
  /**
   * Draws starting parameters.
   * `background`: colour in [0, 1] per channel that an untrained decoder paints; the mean grey when absent.
   */
  init(key: Key, options?: { readonly background?: readonly number[] }): ModelParameters<NdArray>;
  /** inputs: [batch, ...inputShape] to the posterior over z. */
  encode(parameters: P, inputs: tf.Tensor): Posterior;
  /** z: [batch, ...latentShape] to the state at the inferred frame. */
  latentState(parameters: P, z: tf.Tensor): LatentState;
  /**
   * The learnt energy of every sample, [batch], without that of what drives the system; absent where the dynamics knows none.
   */
  readonly hamiltonian?: (parameters: P, state: LatentState) => tf.Tensor1D;
  /** The states of steps + 1 frames, the given one first; backward in time is a negative dt, double speed 2 dt. */
  rollout(parameters: P, state: LatentState, options: DynamicsOptions): LatentState[];
  /** What the decoder sees of a state: q, or q and p side by side. */
  visible(state: LatentState): tf.Tensor;
  /** visible: [batch, ...visibleShape] to folded frames [batch, ...frameShape] in (0, 1). */
  decode(parameters: P, visible: tf.Tensor): tf.Tensor;
}

/**
 * Builds a model from its architecture (Toth et al., ICLR 2020, sections 3.1 and 3.2): encoder, posterior, state
 * transformer, dynamics, decoder.
 *
 * @throws Error when shapes do not fit: the state's last axis must be even, the decoder must end in frames
 * @throws UnsupportedSystemError when the integrator does not fit the dynamics
 * @example
 * import { createModel, presets } from '@hgn/model';
 * import { countParameters, key } from '@hgn/nn';
 *
 * const model = createModel(presets.quickstart.model);
 * console.log(countParameters(model.init(key(0))));
 */
export function createModel(config: ModelConfig): DynamicsModel {
  const frameShape = foldedShape(config.image, config.blockSize);
  const [height, width, channels] = frameShape;
  const inputShape = [height, width, channels * config.inputFrames];

  const encoder = network(config.encoder, inputShape);
  const featureShape = encoder.outputShape(inputShape);
  const posterior = posteriorOf(config.posterior, featureShape, config.inputFrames);
  const { latentShape } = posterior;
  const transformer = network(config.stateTransformer, latentShape);
  const stateShape = halve(transformer.outputShape(latentShape));
  const dynamics = createDynamics(config.dynamics, stateShape);
  const { energy } = dynamics;
  const visibleShape = config.decodes === 'state' ? joinedShape(stateShape) : stateShape;
  const decoder = network(config.decoder, visibleShape);
  requireShape('the decoder', decoder.outputShape(visibleShape), frameShape);

  return {
    config,
    inputShape,
    frameShape,
    latentShape,
    stateShape,
    visibleShape,
    ...(dynamics.drive && { drive: dynamics.drive }),
    macs: {
      encoder: encoder.macs(inputShape) + posterior.macs,
      stateTransformer: transformer.macs(latentShape),
      dynamicsPerFrame: dynamics.macsPerFrame,
      decoderPerFrame: decoder.macs(visibleShape),
    },
    init(key, { background } = {}) {
      const keys = split(key, 5);
      return {
        encoder: encoder.init(keys[0]),
        posterior: posterior.init(keys[1]),
        stateTransformer: transformer.init(keys[2]),
        dynamics: dynamics.init(keys[3]),
        decoder: decoder.init(keys[4]),
        pixelBias: ndarray(backgroundLogits(background, channels), [channels]),
      };
    },
    encode: (parameters, inputs) =>
      tf.tidy(() => {
        const seen = config.centred
          ? tf.sub(inputs, tf.tile(stopGradient(tf.sigmoid(parameters.pixelBias)), [config.inputFrames]))
          : inputs;
        return posterior.apply(parameters.posterior, encoder.apply(parameters.encoder, seen));
      }),
    latentState: (parameters, z) =>
      tf.tidy(() => splitState(transformer.apply(parameters.stateTransformer, z))),
    ...(energy && { hamiltonian: (parameters, state) => tf.tidy(() => energy(parameters.dynamics, state)) }),
    rollout: (parameters, state, options) =>
      tf.tidy(() => dynamics.rollout(parameters.dynamics, state, options)),
    visible: (state) => (config.decodes === 'state' ? tf.tidy(() => joinState(state)) : state.q),
    decode: (parameters, visible) =>
      tf.tidy(() => tf.sigmoid(tf.add(decoder.apply(parameters.decoder, visible), parameters.pixelBias))),
  };
}

function halve(shape: readonly number[]): number[] {
  const last = shape[shape.length - 1];
  if (last % 2 !== 0) {
    throw new Error(
      `createModel: the state's last axis is split into q and p and must be even, but got shape [${shape.join(', ')}]`,
    );
  }
  return [...shape.slice(0, -1), last / 2];
}

function backgroundLogits(background: readonly number[] | undefined, foldedChannels: number): Float32Array {
  return Float32Array.from({ length: foldedChannels }, (_, c) => {
    if (background === undefined) return 0;
    const level = Math.min(Math.max(background[c % background.length], 0.01), 0.99);
    return Math.log(level / (1 - level));
  });
}
