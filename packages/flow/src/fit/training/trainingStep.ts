import { valueAndGrad, type NdArray } from '@hgn/autodiff';
import { adam, clipByGlobalNorm, ravel, type Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../../core/parameters.ts';
import { scope } from '../../core/scope.ts';

/** What training carries from step to step. L is a host array outside a computation and a tensor inside. */
export type FitState<L> = {
  /** All parameters in one vector. */
  readonly parameters: L;
  /** Adam's moments and counters. */
  readonly optimiser: Readonly<Record<string, L>>;
  /** In checkpoints of a training that is judged by unseen samples: the parameters that these like best so far. */
  readonly best?: L;
};

/** A flow's objective bound to an optimiser. */
export interface FlowTrainer {
  init(key: Key): FitState<NdArray>;
  /** One step down the loss; pure and traceable. */
  step(
    state: FitState<Tensor>,
    batch: never,
    learningRate: Tensor,
  ): { state: FitState<Tensor>; loss: Tensor; gradientNorm: Tensor };
  /** The loss of a parameter vector. */
  loss(parameters: Tensor, batch: never): Tensor;
  /** Parameters by name again. */
  unravel(parameters: NdArray): Parameters;
}

/** Makes the training step of a loss: its gradient, clipped to a global norm, through Adam. */
export function createTrainer(
  init: (key: Key) => Parameters,
  loss: (parameters: ParameterTensors, batch: never) => Tensor,
  clipNorm: number,
  layoutKey: Key,
): FlowTrainer {
  const layout = ravel(init(layoutKey));
  const optimiser = adam();
  return {
    init(key) {
      const parameters = ravel(init(key)).vector;
      return { parameters, optimiser: optimiser.init(parameters) as Record<string, NdArray> };
    },
    step: (state, batch, learningRate) =>
      scope(() => {
        const lossOf = (tree: ParameterTensors) => loss(tree, batch);
        const { value, grad } = valueAndGrad(lossOf)(layout.unravel(state.parameters));
        const { grads, norm } = clipByGlobalNorm({ all: layout.ravelTensors(grad) }, clipNorm);
        const updated = optimiser.update(grads.all, state.optimiser, state.parameters, { learningRate });
        return {
          state: { parameters: updated.params, optimiser: updated.state as Record<string, Tensor> },
          loss: tf.clone(value),
          gradientNorm: norm,
        };
      }),
    loss: (vector, batch) => scope(() => loss(layout.unravel(vector), batch)),
    unravel: (parameters) => layout.unravelArrays(parameters),
  };
}
