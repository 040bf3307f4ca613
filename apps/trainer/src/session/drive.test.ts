import { ndarray } from '@hgn/autodiff';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../errors.ts';
import { drive } from './drive.ts';
import type { TrainState } from './checkpoint.ts';
import type { TrainingSession } from './session.ts';

const state: TrainState = { parameters: ndarray([1]), optimiser: {}, objective: {}, average: {} };

function pretend({
  total,
  from = 0,
  loss = (step: number) => 1 / step,
}: {
  total: number;
  from?: number;
  loss?: (step: number) => number;
}) {
  const saved: number[] = [];
  const logged: number[] = [];
  const session: TrainingSession = {
    total,
    start: { step: from, state },
    engine: 'tfjs',
    parameterCount: 1,
    step: (state, index) =>
      Promise.resolve({
        state,
        metrics: { loss: loss(index + 1), mse: 1, kl: 0, gradientNorm: 1, learningRate: 1 },
      }),
    save: (_folder, { step }) => {
      saved.push(step);
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  };
  const stop = new AbortController();
  let now = 0;
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    clock: { now: () => (now += 10) },
    cwd: '.',
    env: {},
    signal: stop.signal,
    isTTY: false,
    columns: 80,
  };
  const options = {
    checkpoints: 'x',
    logEvery: 2,
    checkpointEvery: 4,
    resumeLine: 'hgn train --resume --out runs/x',
    metrics: {
      write: ({ step }: { step: number }) => {
        logged.push(step);
        return Promise.resolve();
      },
    },
  };
  return { saved, logged, stop, run: () => drive(session, options, io) };
}

describe('drive', () => {
  it('logs and saves at its intervals and at the end', async () => {
    const { run, saved, logged } = pretend({ total: 11 });
    await run();
    expect(logged).toEqual([2, 4, 6, 8, 10, 11]);
    expect(saved).toEqual([4, 8, 11]);
  });

  it('keeps the intervals after a resume', async () => {
    const { run, saved, logged } = pretend({ total: 11, from: 5 });
    await run();
    expect(logged).toEqual([6, 8, 10, 11]);
    expect(saved).toEqual([8, 11]);
  });

  it('finishes the step and saves when asked to stop', async () => {
    const { run, stop, saved } = pretend({
      total: 100,
      loss: (step) => (step === 5 ? (stop.abort(), 1) : 1),
    });
    await expect(run()).rejects.toThrow(
      new InterruptedError('stopped at step 5 and saved; continue with: hgn train --resume --out runs/x'),
    );
    expect(saved).toEqual([4, 5]);
  });

  it('does not save a diverged state over a good one', async () => {
    const { run, saved } = pretend({ total: 100, loss: (step) => (step === 8 ? NaN : 1) });
    await expect(run()).rejects.toThrow(
      'the loss is NaN at step 8; the checkpoint of step 4 is intact: train again with a lower optimiser.learningRate',
    );
    expect(saved).toEqual([4]);
  });
});
