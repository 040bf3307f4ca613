import { ndarray } from '@hgn/autodiff';
import { newMemory } from '@hgn/training';
import { describe, expect, it } from 'vitest';
import { DivergedRunError, InterruptedError } from '../../errors.ts';
import type { Checkpoint, TrainState } from '../checkpoint.ts';
import { drive, type DriveOptions } from './drive.ts';
import type { TrainingSession } from './session.ts';

const state: TrainState = { parameters: ndarray([1]), optimiser: {}, objective: {}, average: {} };

function pretend({
  total,
  from = 0,
  loss = (step: number) => 1 / step,
  training = {},
  error,
}: {
  total: number;
  from?: number;
  loss?: (step: number, rateFactor: number) => number;
  training?: Partial<DriveOptions['training']>;
  /** Validation error after a step. */
  error?: (step: number) => number;
}) {
  const saved: number[] = [];
  const best: number[] = [];
  const rewound: number[] = [];
  const written: string[] = [];
  const logged: number[] = [];
  const session: TrainingSession = {
    total,
    start: { step: from, state, memory: newMemory() },
    engine: 'tfjs',
    about: 'compiled in 1s',
    parameterCount: 1,
    step: (state, index, rateFactor) =>
      Promise.resolve({
        state,
        metrics: { loss: loss(index + 1, rateFactor), mse: 1, kl: 0, gradientNorm: 1, learningRate: 1 },
      }),
    save: (_folder, { step }) => {
      saved.push(step);
      return Promise.resolve();
    },
    saveBest: (_folder, { step }) => {
      best.push(step);
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  };
  const stop = new AbortController();
  let now = 0;
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: (text: string) => written.push(text) },
    clock: { now: () => (now += 10) },
    cwd: '.',
    env: {},
    signal: stop.signal,
    isTTY: false,
    columns: 80,
  };
  const options = {
    checkpoints: 'x',
    training: {
      logEvery: 2,
      checkpointEvery: 4,
      onDivergence: 'stop' as const,
      explosionFactor: 1000,
      evaluateEvery: 0,
      patience: 0,
      ...training,
    },
    resumeLine: 'hgn train --resume --out runs/x',
    metrics: {
      write: ({ step }: { step: number }) => {
        logged.push(step);
        return Promise.resolve();
      },
      rewind: (step: number) => {
        rewound.push(step);
        return Promise.resolve();
      },
    },
    ...(error === undefined ? {} : { evaluate: ({ step }: Checkpoint) => Promise.resolve(error(step)) }),
  };
  return { saved, best, logged, rewound, written, stop, run: () => drive(session, options, io) };
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

  it('does not save a diverged state over a good one, and says what to try', async () => {
    const { run, saved } = pretend({ total: 100, loss: (step) => (step === 8 ? NaN : 1) });
    await expect(run()).rejects.toThrow(
      new DivergedRunError(
        'the loss is NaN at step 8',
        'the checkpoint of step 4 is good: continue from it with: hgn train --resume --out runs/x --set training.onDivergence=rollback, or with a lower optimiser.learningRate, or with optimiser.clipNorm=1',
      ),
    );
    expect(saved).toEqual([4]);
  });

  it('rolls back when asked, says so, and takes back what was logged', async () => {
    const { run, saved, rewound, written, logged } = pretend({
      total: 50,
      loss: (step, rateFactor) => (step === 31 && rateFactor > 0.3 ? (rateFactor === 1 ? 5000 : NaN) : 1),
      training: { onDivergence: 'rollback' },
    });
    const { memory } = await run();
    expect(rewound).toEqual([28, 28]);
    expect(memory).toMatchObject({ rateFactor: 0.25, rollbacks: 2 });
    expect(written.filter((line) => line.includes('back to'))).toEqual([
      'the loss exploded to 5.00e+3 (1.00 the step before) at step 31: back to step 28 with 0.5 of the learning rate\n',
      'the loss is NaN at step 31: back to step 28 with 0.25 of the learning rate\n',
    ]);
    expect(saved.slice(6, 11)).toEqual([28, 28, 28, 32, 36]);
    expect(logged.slice(13, 17)).toEqual([28, 30, 30, 30]);
  });

  it('gives up after five rollbacks', async () => {
    const { run } = pretend({
      total: 50,
      loss: (step) => (step === 9 ? Infinity : 1),
      training: { onDivergence: 'rollback' },
    });
    await expect(run()).rejects.toThrow(
      'the loss is Infinity at step 9, after 5 rollbacks that each halved the learning rate; the checkpoint of step 4 is good: try a lower optimiser.learningRate from the start',
    );
  });

  it('evaluates, keeps the best, and stops early', async () => {
    const { run, best, written, saved } = pretend({
      total: 100,
      training: { evaluateEvery: 10, patience: 2 },
      error: (step) => Math.abs(step - 30) + 1,
    });
    const { step, stoppedEarly } = await run();
    expect({ step, stoppedEarly }).toEqual({ step: 50, stoppedEarly: true });
    expect(best).toEqual([10, 20, 30]);
    expect(saved.at(-1)).toBe(50);
    expect(written).toEqual(
      expect.arrayContaining([
        'step 10: validation error 21.0\n',
        'step 20: validation error 11.0, the best so far\n',
        'step 40: validation error 11.0, best 1.00\n',
        'stopped early at step 50: 2 evaluations were no better than that of step 30\n',
      ]),
    );
  });
});
