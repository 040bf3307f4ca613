import { treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import { generate, presets as datasets } from '@hgn/datasets';
import {
  createModel,
  createTrainer,
  makeBatch,
  presets,
  type BatchTensors,
  type TrainingState,
} from '@hgn/model';
import { key } from '@hgn/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { Problem } from './problem.ts';

/** One Adam step of the published HGN on a batch of mass-spring sequences, as `hgn train` does it. */
export function paperHgn({ batch = 16, frames = 30, training = presets.paper.training } = {}): Problem {
  const preset = {
    ...presets.paper,
    model: { ...presets.paper.model, inputFrames: frames },
    protocol: { ...presets.paper.protocol, steps: frames - 1 },
    training,
  };
  const model = createModel(preset.model);
  const trainer = createTrainer(model, preset);
  const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: batch, frames });
  const state = trainer.init(key(1));
  const batchOptions = { protocol: preset.protocol, batchSize: batch, sampling: true };
  const data = makeBatch(model, sequences, batchOptions, key(2), 0);
  const { learningRate } = preset.optimiser;
  const step = (current: TrainingState<tf.Tensor>, args: BatchTensors) => {
    const { state: next, metrics } = trainer.step(current, args, learningRate as unknown as tf.Scalar);
    return { state: next as unknown as Tree<tf.Tensor>, loss: metrics.loss };
  };
  const parameters = trainer.unravelArrays(state.parameters) as unknown as Tree<NdArray>;
  const leaves = treeLeaves(parameters);
  const named = Object.fromEntries(treePaths(parameters).map((path, i) => [path, leaves[i]]));
  return {
    step,
    state: state,
    args: { ...data },
    tensors: { ...named, ...data },
    options: { ...preset },
  };
}
