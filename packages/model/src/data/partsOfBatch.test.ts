import { generate, presets as datasets } from '@hgn/datasets';
import { jit } from '@hgn/jit';
import { key } from '@hgn/nn';
import { describe, expect, test } from 'vitest';
import { createModel } from '../architecture/model.ts';
import { presets } from '../presets/presets.ts';
import { createTrainer } from '../training/trainingStep.ts';
import { makeBatch } from './batch.ts';
import { partsOfBatch } from './partsOfBatch.ts';

describe('the parts of a batch', () => {
  const { quickstart } = presets;
  const model = createModel(quickstart.model);
  const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 3, frames: 68 });
  const options = { protocol: quickstart.protocol, batchSize: 6, sampling: true };
  const batch = makeBatch(model, sequences, options, key(2), 0);

  test('hold its samples in order, each once', () => {
    for (const parts of [1, 2, 3, 6]) {
      const cut = partsOfBatch(batch, parts);
      expect(cut.map(({ dt }) => dt.shape)).toEqual(new Array(parts).fill([6 / parts]));
      for (const name of ['inputs', 'targets', 'selection', 'dt', 'noise'] as const) {
        expect(cut.flatMap((part) => [...part[name].data])).toEqual([...batch[name].data]);
      }
    }
  });

  test('must be as many as divide the samples', () => {
    expect(() => partsOfBatch(batch, 4)).toThrow(
      'partsOfBatch: parts must divide the 6 samples of the batch, but got 4; choose a divisor',
    );
  });

  test.each(['quickstart', 'pendulum-small'] as const)(
    'make the step that the batch makes: %s',
    async (name) => {
      // How far a step looks makes no difference here, but takes long to compile.
      const preset = { ...presets[name], protocol: { ...presets[name].protocol, steps: 9 } };
      const trainer = createTrainer(createModel(preset.model), preset);
      const own = { protocol: preset.protocol, batchSize: 4, sampling: true };
      const whole = makeBatch(createModel(preset.model), sequences, own, key(2), 0);
      const state = trainer.init(key(1));
      const step = await jit(
      (current: Parameters<typeof trainer.join>[0], parts: Parameters<typeof trainer.part>[1][]) =>
        trainer.join(current, parts.map((part) => trainer.part(current, part)), 1e-3 as never),
      [state, partsOfBatch(whole, 1)],
    ); // oxfmt-ignore
      const one = await step.arrays(state, partsOfBatch(whole, 1));
      const two = await step.arrays(state, partsOfBatch(whole, 2));
      for (const metric of ['loss', 'mse', 'kl', 'gradientNorm'] as const) {
        const [a, b] = [one.metrics[metric].data[0], two.metrics[metric].data[0]];
        expect(Math.abs(a - b)).toBeLessThan(1e-5 * Math.max(Math.abs(a), 1e-6));
      }
      await step.dispose();
    },
  );
});
