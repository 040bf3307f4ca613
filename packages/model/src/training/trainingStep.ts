import type { NdArray } from '@hgn/autodiff';
import { valueAndGrad } from '@hgn/autodiff';
import type { Key, Optimiser } from '@hgn/nn';
import { adam, clipByGlobalNorm, globalNorm, key as rootKey, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { Hgn, HgnParameters } from '../architecture/hgn.ts';
import type { Batch } from '../data/batch.ts';
import { klToStandardNormal } from '../objective/divergence.ts';
import { createObjective, type ObjectiveState } from '../objective/objective.ts';
import type { Preset } from '../presets/preset.ts';

/** What training carries from step to step; L is NdArray outside a compiled graph and Tensor inside. */
export type TrainingState<L> = {
  /** All parameters in one vector: slices in the graph are cheap, and an optimiser over one array is too. */
  readonly parameters: L;
  /** Adam's moments, in the same layout, and its step count. */
  readonly optimiser: Readonly<Record<string, L>>;
  readonly objective: ObjectiveState<L>;
};

/** Scalars reported by every step. */
export type StepMetrics<L> = {
  readonly loss: L;
  /** Mean squared error per pixel value, pixels in [0, 1]. */
  readonly mse: L;
  /** KL divergence in nats per sample. */
  readonly kl: L;
  readonly gradientNorm: L;
};

/** A batch inside the graph. */
export type BatchTensors = { readonly [name in keyof Batch]: tf.Tensor };

/** A model bound to its objective and optimiser: how to start, and one pure step. */
export interface Trainer {
  init(key: Key, options?: { readonly background?: readonly number[] }): TrainingState<NdArray>;
  /** One step of gradient descent; pure and traceable, so @hgn/jit compiles it whole. */
  step(
    state: TrainingState<tf.Tensor>,
    batch: BatchTensors,
    learningRate: tf.Scalar,
  ): { readonly state: TrainingState<tf.Tensor>; readonly metrics: StepMetrics<tf.Tensor> };
  /** The parameter vector back as a named tree of tensors (views in the graph). */
  unravel(parameters: tf.Tensor): HgnParameters<tf.Tensor>;
  /** The parameter vector back as named arrays. */
  unravelArrays(parameters: NdArray): HgnParameters<NdArray>;
  readonly parameterCount: number;
}

/**
 * Both terms of the ELBO on one batch (Toth et al. 2020, equation 3): encode, sample z, infer the state, roll it, decode
 * the chosen frames, and weigh squared error against KL, both per pixel value of the explained sequence.
 */
export function batchTerms(
  hgn: Hgn,
  parameters: HgnParameters<tf.Tensor>,
  batch: BatchTensors,
): { readonly mse: tf.Scalar; readonly kl: tf.Scalar } {
  const posterior = hgn.encode(parameters, batch.inputs);
  const deviation = tf.exp(tf.mul(0.5, posterior.logVariance));
  const z = tf.add(posterior.mean, tf.mul(deviation, batch.noise));
  const [batchSize, decoded, length] = batch.selection.shape;
  const states = hgn.rollout(parameters, hgn.latentState(parameters, z), {
    dt: batch.dt as tf.Tensor1D,
    steps: length - 1,
  });
  const positions = states.map(({ q }) => q);
  const q = tf.reshape(tf.stack(positions, 1), [batchSize, length, -1]);
  const chosen = decoded === length ? q : tf.matMul(batch.selection, q);
  const frames = hgn.decode(parameters, tf.reshape(chosen, [batchSize * decoded, ...hgn.stateShape]));
  return {
    mse: tf.mean<tf.Scalar>(tf.square(tf.sub(frames, batch.targets))),
    kl: tf.mean<tf.Scalar>(klToStandardNormal(posterior)),
  };
}

/**
 * Binds a model to the objective and optimiser of a preset.
 *
 * @example
 * import { createHgn, createTrainer, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const trainer = createTrainer(createHgn(presets.quickstart.model), presets.quickstart);
 * const state = trainer.init(key(7));
 * console.log(trainer.parameterCount, state.parameters.shape);
 */
export function createTrainer(
  hgn: Hgn,
  preset: Pick<Preset, 'objective' | 'optimiser' | 'protocol'>,
): Trainer {
  const layout = ravel(hgn.init(rootKey(0)));
  const objective = createObjective(preset.objective);
  const { beta1, beta2, epsilon, clipNorm, learningRate: peak } = preset.optimiser;
  const optimiser: Optimiser = adam({ learningRate: peak, beta1, beta2, epsilon });
  const { height, width, channels } = hgn.config.image;
  const pixelValues = (preset.protocol.steps + 1) * height * width * channels;
  const unravel = (vector: tf.Tensor): HgnParameters<tf.Tensor> =>
    layout.unravel(vector) as HgnParameters<tf.Tensor>;

  return {
    parameterCount: layout.vector.data.length,
    unravel,
    unravelArrays: (vector) => layout.unravelArrays(vector) as HgnParameters<NdArray>,
    init(key, options) {
      const parameters = ravel(hgn.init(key, options)).vector;
      return {
        parameters,
        optimiser: optimiser.init(parameters) as Record<string, NdArray>,
        objective: objective.init(),
      };
    },
    step: (state, batch, learningRate) =>
      tf.tidy(() => {
        const lossOf = (vector: tf.Tensor): { value: tf.Scalar; aux: { mse: tf.Scalar; kl: tf.Scalar } } => {
          const terms = batchTerms(hgn, unravel(vector), batch);
          const perPixel = { mse: terms.mse, kl: tf.div<tf.Scalar>(terms.kl, pixelValues) };
          return { value: objective.loss(state.objective, perPixel), aux: terms };
        };
        const { value, grad, aux } = valueAndGrad(lossOf, { hasAux: true })(state.parameters);
        const { grads, norm } =
          clipNorm > 0 ? clipByGlobalNorm(grad, clipNorm) : { grads: grad, norm: globalNorm(grad) };
        const updated = optimiser.update(grads, state.optimiser, state.parameters, { learningRate });
        return {
          state: {
            parameters: updated.params,
            optimiser: updated.state as Record<string, tf.Tensor>,
            objective: objective.update(state.objective, aux.mse),
          },
          metrics: { loss: value, mse: aux.mse, kl: aux.kl, gradientNorm: norm },
        };
      }),
  };
}
