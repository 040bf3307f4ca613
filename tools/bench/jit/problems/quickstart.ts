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
import { halves } from './halves.ts';
import type { Problem } from './problem.ts';

/** One training step of the quickstart; on images of another side its decoder begins with more or fewer pixels. */
export function quickstartHgn({
  side = 32,
  batchSize = presets.quickstart.training.batchSize,
} = {}): Problem {
  const { quickstart } = presets;
  const [dense, reshape, ...layers] = quickstart.model.decoder;
  if (dense.type !== 'dense' || reshape.type !== 'reshape') {
    throw new Error('quickstartHgn: the decoder of the quickstart is not what it was');
  }
  const first = side / 8;
  const channels = reshape.shape[2];
  const model = createModel({
    ...quickstart.model,
    image: { ...quickstart.model.image, height: side, width: side },
    decoder: [
      { ...dense, units: first * first * channels },
      { ...reshape, shape: [first, first, channels] },
      ...layers,
    ],
  });
  const preset = { ...quickstart, training: { ...quickstart.training, batchSize } };
  const trainer = createTrainer(model, preset);
  const recipe = datasets['mass-spring'];
  const frames = 68;
  const sequences = generate(
    { ...recipe, camera: { ...recipe.camera, size: side } },
    { seed: 1, trajectories: batchSize, frames },
  );
  const { protocol, training } = preset;
  const batchOptions = { protocol, batchSize, sampling: training.sampling, trainingSteps: training.steps };
  const data = makeBatch(model, sequences, batchOptions, key(2), 0);
  const rate = preset.optimiser.learningRate as unknown as tf.Scalar;
  type State = TrainingState<tf.Tensor>;
  const join = (current: State, results: readonly ReturnType<typeof trainer.part>[]) => {
    const { state, metrics } = trainer.join(current, results, rate);
    return { state, loss: metrics.loss };
  };
  return {
    step: (current: State, args: BatchTensors) => join(current, [trainer.part(current, args)]),
    state: trainer.init(key(1)),
    args: { ...data },
    tensors: { ...data },
    options: {},
    ...(batchSize % 2 === 0 && {
      inParts: { part: trainer.part, join, parts: halves({ ...data }), onlyInPages: true },
    }),
  };
}
