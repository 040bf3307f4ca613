import type { NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { DynamicsModel } from '../architecture/model.ts';
import { foldFrame } from '../architecture/pixels.ts';
import { frameAt, type Sequences } from '../data/sequences.ts';

/**
 * Stacks the input frames of a batch of trajectories as the encoder expects them.
 *
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { createModel, presets, stackInputs } from '@hgn/model';
 *
 * const sequences = generate(datasets.pendulum, { seed: 1, trajectories: 2, frames: 5 });
 * const inputs = stackInputs(createModel(presets.quickstart.model), sequences, [0, 1], [0, 1, 2, 3, 4]);
 * console.log(inputs.shape); // [2, 16, 16, 60]
 */
export function stackInputs(
  model: DynamicsModel,
  sequences: Sequences,
  trajectories: readonly number[],
  inputs: readonly number[],
): NdArray {
  const size = model.inputShape.reduce((a, b) => a * b, 1);
  const stacked = new Float32Array(trajectories.length * size);
  trajectories.forEach((trajectory, b) =>
    inputs.forEach((frame, k) =>
      foldFrame(
        frameAt(sequences, trajectory, frame),
        model.config.image,
        model.config.blockSize,
        stacked,
        b * size + k * model.frameShape[2],
        model.inputShape[2],
      ),
    ),
  );
  return ndarray(stacked, [trajectories.length, ...model.inputShape]);
}
