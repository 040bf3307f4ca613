import type { BatchTensors } from '../data/batchTensors.ts';
import type { NdArray } from '@hgn/autodiff';
import { ndarray, valueAndGrad } from '@hgn/autodiff';
import type { Key, Optimiser, Ravelled } from '@hgn/nn';
import { adam, clipByGlobalNorm, globalNorm, key as rootKey, movingAverage, muon, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';
import { elboTerms } from '../objective/elboTerms.ts';
import { pairTerms } from '../objective/pairTerms.ts';
import { createObjective } from '../objective/objective.ts';
import type { LossTerms, ObjectiveState } from '../objective/types.ts';
import type { FrameProtocol, Preset } from '../presets/preset.ts';

/** What training carries from step to step; L is NdArray outside a compiled graph and Tensor inside. */
export type TrainingState<L> = {
  /** All parameters in one vector: slices in the graph are cheap, and an optimiser over one array is too. */
  readonly parameters: L;
  /** Adam's moments, in the same layout, and its step count. */
  readonly optimiser: Readonly<Record<string, L>>;
  readonly objective: ObjectiveState<L>;
  /** The moving average of the parameters and its weight; empty when the preset averages none. */
  readonly average: Readonly<Record<string, L>>;
};

/** Scalars reported by every step. */
export type StepMetrics<L> = {
  readonly loss: L;
  /** Mean squared error per pixel value, pixels in [0, 1]. */
  readonly mse: L;
  /** KL divergence in nats per sample; 0 for an objective without one. */
  readonly kl: L;
  readonly gradientNorm: L;
};

/** Of a part of a batch: the gradient by all parameters, and the scalars that it lessens. */
export type PartOfStep = {
  readonly gradient: tf.Tensor;
  readonly loss: tf.Scalar;
  readonly mse: tf.Scalar;
  readonly kl: tf.Scalar;
};

/** A model bound to its objective and optimiser: how to start, and one pure step. */
export interface Trainer {
  init(key: Key, options?: { readonly background?: readonly number[] }): TrainingState<NdArray>;
  /** What a step makes of a part of its batch. */
  part(state: TrainingState<tf.Tensor>, batch: BatchTensors): PartOfStep;
  /** The rest of a step: the optimiser, with the mean of what equal parts of the batch gave. */
  join(
    state: TrainingState<tf.Tensor>,
    parts: readonly PartOfStep[],
    learningRate: tf.Scalar,
  ): { readonly state: TrainingState<tf.Tensor>; readonly metrics: StepMetrics<tf.Tensor> };
  /** One step of gradient descent: part, and join of this one. Pure and traceable, so @hgn/jit compiles it whole. */
  step(
    state: TrainingState<tf.Tensor>,
    batch: BatchTensors,
    learningRate: tf.Scalar,
  ): { readonly state: TrainingState<tf.Tensor>; readonly metrics: StepMetrics<tf.Tensor> };
  /** The parameter vector back as a named tree of tensors (views in the graph). */
  unravel(parameters: tf.Tensor): ModelParameters<tf.Tensor>;
  /** The parameter vector to judge a model by: the moving average where the preset asks for one. */
  judgedParameters(state: TrainingState<NdArray>): NdArray;
  /** The parameter vector back as named arrays. */
  unravelArrays(parameters: NdArray): ModelParameters<NdArray>;
  readonly parameterCount: number;
}

/**
 * Binds a model to the objective and optimiser of a preset.
 *
 * @example
 * import { createModel, createTrainer, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const trainer = createTrainer(createModel(presets.quickstart.model), presets.quickstart);
 * const state = trainer.init(key(7));
 * console.log(trainer.parameterCount, state.parameters.shape);
 */
export function createTrainer(
  model: DynamicsModel,
  preset: Pick<Preset, 'objective' | 'optimiser' | 'protocol'> & {
    readonly training?: Pick<Preset['training'], 'framesAtOnce'>;
  },
): Trainer {
  let known: Layout | undefined;
  /** That of any parameters; the first that are drawn for use tell it as well as some that are drawn for it. */
  const layout = () => (known ??= layoutOf(ravel(model.init(rootKey(0)))));
  const objective = createObjective(preset.objective);
  const { beta1, beta2, epsilon, clipNorm, averageDecay, learningRate: peak } = preset.optimiser;
  const average = averageDecay > 0 ? movingAverage({ decay: averageDecay }) : undefined;
  const framesAtOnce = preset.training?.framesAtOnce ?? 'all';
  const termsOf = preset.objective.kind === 'hnn' ? pairTerms : elboTerms;
  if (preset.objective.kind === 'hnn') requirePairs(preset.protocol);
  const options = { learningRate: peak, beta1, beta2, epsilon };
  const optimiser: Optimiser =
    preset.optimiser.method === 'muon'
      ? muon({
          ...options,
          layout: {
            unravel: (vector) => layout().unravel(vector),
            ravelTensors: (tree) => layout().ravelTensors(tree),
          },
        })
      : adam(options);
  const { height, width, channels } = model.config.image;
  const pixelValues = (preset.protocol.steps + 1) * height * width * channels;
  const unravel = (vector: tf.Tensor): ModelParameters<tf.Tensor> =>
    layout().unravel(vector) as ModelParameters<tf.Tensor>;

  const part: Trainer['part'] = (state, batch) =>
    tf.tidy(() => {
      const lossOf = (vector: tf.Tensor): { value: tf.Scalar; aux: LossTerms } => {
        const terms = termsOf(model, unravel(vector), batch, framesAtOnce);
        const perPixel = { ...terms, kl: tf.div<tf.Scalar>(terms.kl, pixelValues) };
        return { value: objective.loss(state.objective, perPixel), aux: terms };
      };
      const { value, grad, aux } = valueAndGrad(lossOf, { hasAux: true })(state.parameters);
      return { gradient: grad, loss: value, mse: aux.mse, kl: aux.kl };
    });
  const join: Trainer['join'] = (state, parts, learningRate) =>
    tf.tidy(() => {
      const { gradient, loss, mse, kl } = meanOfParts(parts);
      const { grads, norm } =
        clipNorm > 0 ? clipByGlobalNorm(gradient, clipNorm) : { grads: gradient, norm: globalNorm(gradient) };
      const updated = optimiser.update(grads, state.optimiser, state.parameters, { learningRate });
      return {
        state: {
          parameters: updated.params,
          optimiser: updated.state as Record<string, tf.Tensor>,
          objective: objective.update(state.objective, mse),
          average: (average?.update(state.average, updated.params) ?? {}) as Record<string, tf.Tensor>,
        },
        metrics: { loss, mse, kl, gradientNorm: norm },
      };
    });

  return {
    get parameterCount() {
      return layout().count;
    },
    unravel,
    unravelArrays: (vector) => layout().unravelArrays(vector) as ModelParameters<NdArray>,
    init(key, options) {
      const drawn = ravel(model.init(key, options));
      known ??= layoutOf(drawn);
      const parameters = drawn.vector;
      return {
        parameters,
        optimiser: optimiser.init(parameters) as Record<string, NdArray>,
        objective: objective.init(),
        average: (average?.init(parameters) ?? {}) as Record<string, NdArray>,
      };
    },
    judgedParameters({ parameters, average: { total, weight } }) {
      if (average === undefined || weight.data[0] === 0) return parameters;
      const scale = 1 / weight.data[0];
      return ndarray(
        Float32Array.from(total.data, (sum) => sum * scale),
        total.shape,
      );
    },
    part,
    join,
    step: (state, batch, learningRate) => tf.tidy(() => join(state, [part(state, batch)], learningRate)),
  };
}

/** How parameters lie in one vector, and how many they are. */
interface Layout extends Omit<Ravelled, 'vector'> {
  readonly count: number;
}

/** Without the vector, which is another's. */
const layoutOf = ({ vector, ...layout }: Ravelled): Layout => ({ ...layout, count: vector.data.length });

/** Losses and gradients are means over samples, so those of a batch are the means of those of equal parts. */
function meanOfParts(parts: readonly PartOfStep[]): PartOfStep {
  if (parts.length === 1) return parts[0];
  const mean = <T extends tf.Tensor>(of: (part: PartOfStep) => T): T =>
    tf.div<T>(tf.addN<T>(parts.map(of)), parts.length);
  return {
    gradient: mean(({ gradient }) => gradient),
    loss: mean(({ loss }) => loss),
    mse: mean(({ mse }) => mse),
    kl: mean(({ kl }) => kl),
  };
}

/** Neighbouring states are compared, so both must be in view of the decoder and of the next window of inputs. */
function requirePairs({ stateAt, steps, framesPerSample, backwardFraction }: FrameProtocol): void {
  if (stateAt === 'last' && steps === 1 && framesPerSample === 'all' && backwardFraction === 0) return;
  throw new Error(
    `createTrainer: the objective 'hnn' compares the states of neighbouring frames and needs protocol { stateAt: last, steps: 1, framesPerSample: all, backwardFraction: 0 }, but got { stateAt: ${stateAt}, steps: ${steps}, framesPerSample: ${framesPerSample}, backwardFraction: ${backwardFraction} }`,
  );
}
