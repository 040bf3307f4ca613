import { ndarray } from '@hgn/autodiff';
import { describe, expect, it } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { foldFrame } from '../architecture/pixels.ts';
import { frameAt } from '../data/sequences.ts';
import { playTask } from './playTask.ts';
import type { CompiledRollout } from './rollout.ts';
import { layOutTask, tasks } from './tasks.ts';

const model = createModel(tinyVector.model);
const sequences = swingingSpot(5, 10);
const options = { protocol: tinyVector.protocol, inputFrames: 3, length: 10, fineness: 1, horizon: 4 };
const parameters = ndarray(new Float32Array(0), [0]);
const [height, width, channels] = model.frameShape;
const frameSize = height * width * channels;

/** A rollout that paints the true frames, `brighter` by so much, with q = 100 trajectory + step and p = -q. */
function oracle(direction: 1 | -1, inputs: readonly number[], brighter: number): CompiledRollout {
  const steps = 5;
  const batchSize = 2;
  let next = 0;
  return {
    batchSize,
    steps,
    run: () => {
      const frames = new Float32Array(batchSize * (steps + 1) * frameSize);
      const q = new Float32Array(batchSize * (steps + 1) * 2);
      for (let b = 0; b < batchSize; b++) {
        const trajectory = Math.min(next + b, sequences.trajectories - 1);
        for (let step = 0; step <= steps; step++) {
          const at = b * (steps + 1) + step;
          const frame = Math.min(Math.max(inputs[1] + direction * step, 0), sequences.length - 1);
          foldFrame(
            frameAt(sequences, trajectory, frame),
            tinyVector.model.image,
            2,
            frames,
            at * frameSize,
            channels,
          );
          q.fill(100 * trajectory + step, 2 * at, 2 * at + 2);
        }
      }
      next += batchSize;
      const shape = [batchSize, steps + 1];
      return Promise.resolve({
        frames: ndarray(
          frames.map((v) => v + brighter),
          [...shape, ...model.frameShape],
        ),
        q: ndarray(q, [...shape, 2]),
        p: ndarray(
          q.map((v) => -v),
          [...shape, 2],
        ),
      });
    },
    dispose: () => Promise.resolve(),
  };
}

describe.each(tasks.slice(0, 2))('playing $name', (task) => {
  const layout = layOutTask(task, options);
  const direction = task.speed === -1 ? -1 : 1;
  const play = (brighter: number) =>
    playTask(model, oracle(direction, layout.inputs, brighter), parameters, sequences, layout, task.speed);

  it('finds no error in the true frames, of every trajectory, the last half-empty batch included', async () => {
    const { result, normalised } = await play(0);
    expect(result.mse).toBe(0);
    expect(Array.from(normalised)).toEqual(Array(5 * 4).fill(0));
    expect(result.perFrame).toHaveLength(4);
  });

  it('finds the square of a constant error in every frame', async () => {
    const { result, energies } = await play(0.1);
    expect(result.mse).toBeCloseTo(0.01, 6);
    for (const { mse } of result.perFrame) expect(mse).toBeCloseTo(0.01, 6);
    expect(energies).toEqual([]);
  });

  it('hands out the latent states of the judged steps in the order of the trajectories', async () => {
    const { q, p } = await play(0);
    const expected = [0, 1, 2, 3, 4].flatMap((trajectory) =>
      layout.targets.flatMap(({ step }) => Array<number>(2).fill(100 * trajectory + step)),
    );
    expect(Array.from(q)).toEqual(expected);
    expect(Array.from(p)).toEqual(expected.map((v) => -v));
  });
});
