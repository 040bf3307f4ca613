import { ndarray } from '@hgn/autodiff';
import { describe, expect, it } from 'vitest';
import { DivergedError } from './diverged.ts';
import type { Moment, Rollback, TrainOptions } from './options.ts';
import { train } from './train.ts';

const quiet = { batch: (index: number) => index, steps: 40, checkpointEvery: 10 };

/** Gradient descent on x^2 / 2, stable only for rates below 2; it overflows within some 600 steps at 3.5. */
const descent = (rate: number): Pick<TrainOptions<number, number>, 'state' | 'batch' | 'step'> => ({
  state: 1,
  batch: (index) => index,
  step: (x, _batch, _index, rateFactor) => ({
    state: x - rate * rateFactor * x,
    metrics: { loss: x * x, rate: rate * rateFactor },
  }),
});

describe('a rollback', () => {
  it('goes back to the last good checkpoint with half the rate, until training is stable', async () => {
    const rollbacks: Rollback[] = [];
    const { state, memory, step } = await train({
      ...descent(3.5),
      steps: 2000,
      checkpointEvery: 3,
      explosionFactor: 100,
      onDivergence: 'rollback',
      onRollback: (rollback) => void rollbacks.push(rollback),
    });
    expect(rollbacks).toHaveLength(1);
    expect(rollbacks[0].what).toMatch(/^the loss exploded to \S+ \(\S+ the step before\)$/);
    expect(rollbacks[0].to).toBeLessThan(rollbacks[0].step);
    expect(rollbacks[0].rateFactor).toBe(0.5);
    expect(memory).toMatchObject({ rateFactor: 0.5, rollbacks: 1 });
    expect(step).toBe(2000);
    expect(Math.abs(state)).toBeLessThan(1e-100);
  });

  it('returns past a checkpoint from which no step could be made', async () => {
    const kept: [number, number][] = [];
    const { memory } = await train({
      ...quiet,
      state: 0,
      // The state of step 20 is finite, and so is its loss; what it leads to is not.
      step: (s: number, index: number, _i, rateFactor) => ({
        state: s + 1,
        metrics: { loss: index === 20 && rateFactor === 1 ? NaN : 1 },
      }),
      onDivergence: 'rollback',
      onCheckpoint: ({ step, memory: { rateFactor } }) => void kept.push([step, rateFactor]),
    });
    expect(kept).toEqual([
      [10, 1],
      [20, 1],
      [10, 0.5],
      [20, 0.5],
      [30, 0.5],
      [40, 0.5],
    ]);
    expect(memory.rollbacks).toBe(1);
  });

  it('begins anew when there is no checkpoint yet', async () => {
    const tos: number[] = [];
    await train({
      ...quiet,
      state: 0,
      step: (s: number, index: number, _i, rateFactor) => ({
        state: s + 1,
        metrics: { loss: index === 5 && rateFactor > 0.3 ? Infinity : 1 },
      }),
      onDivergence: 'rollback',
      onRollback: ({ to }) => void tos.push(to),
    });
    expect(tos).toEqual([0, 0]);
  });

  it('is made so often and no more', async () => {
    const options = {
      ...quiet,
      state: 0,
      step: (s: number, index: number) => ({ state: s + 1, metrics: { loss: index === 25 ? NaN : 1 } }),
      onDivergence: 'rollback' as const,
    };
    await expect(train({ ...options, maximumRollbacks: 3 })).rejects.toThrow(
      'train: the loss is NaN at step 26, after 3 rollbacks; the last good checkpoint is of step 20',
    );
    await expect(train(options)).rejects.toMatchObject({ rollbacks: 5 });
    await expect(train({ ...options, maximumRollbacks: 0 })).rejects.toThrow(DivergedError);
  });

  it('answers a gradient norm, an evaluation and a state that are not finite too', async () => {
    const faults: string[] = [];
    const onRollback = ({ what }: Rollback): void => void faults.push(what);
    const once = { ...quiet, onDivergence: 'rollback' as const, onRollback };
    await train({
      ...once,
      state: 0,
      step: (s: number, index: number, _i, factor) => ({
        state: s,
        metrics: { loss: 1, gradientNorm: index === 3 && factor === 1 ? Infinity : 1 },
      }),
    });
    await train({
      ...once,
      state: 0,
      step: (s: number) => ({ state: s, metrics: { loss: 1 } }),
      evaluateEvery: 4,
      evaluate: ({ step, memory }) => (step === 8 && memory.rateFactor === 1 ? NaN : 1),
    });
    await train({
      ...once,
      state: { w: ndarray([1]) },
      step: (_s, index: number, _i, factor) => ({
        state: { w: ndarray([index === 9 && factor === 1 ? NaN : 1]) },
        metrics: { loss: 1 },
      }),
    });
    expect(faults).toEqual([
      'the gradient norm is Infinity',
      'the evaluation gives NaN',
      "the state holds NaN in 'w'",
    ]);
  });

  it('is repeated, or remembered, by a run that resumes from any checkpoint', async () => {
    const options = {
      ...descent(5),
      steps: 60,
      checkpointEvery: 7,
      explosionFactor: 100,
      onDivergence: 'rollback' as const,
      evaluateEvery: 5,
      evaluate: ({ state, step }: Moment<number>) => state * state + ((step * 7919) % 11),
    };
    const kept: Moment<number>[] = [];
    const whole = await train({ ...options, onCheckpoint: (moment) => void kept.push(moment) });
    expect(whole.memory.rollbacks).toBeGreaterThan(1);
    expect(kept.length).toBeGreaterThan(9);
    for (const { step, state, memory } of kept) {
      const written = JSON.parse(JSON.stringify(memory)) as typeof memory;
      expect(await train({ ...options, from: step, state, memory: written })).toEqual(whole);
    }
  });
});

describe('training that stops because it diverged', () => {
  it('keeps the last good checkpoint last', async () => {
    const kept: number[] = [];
    const training = train({
      ...quiet,
      state: 0,
      step: (s: number, index: number) => ({ state: s + 1, metrics: { loss: index === 20 ? NaN : 1 } }),
      onCheckpoint: ({ step }) => void kept.push(step),
    });
    await expect(training).rejects.toMatchObject({ step: 21, lastCheckpoint: 10 });
    expect(kept).toEqual([10, 20, 10]);
  });

  it('refuses a factor that every loss would exceed', async () => {
    const step = (state: number) => ({ state, metrics: { loss: 1 } });
    await expect(train({ ...quiet, state: 0, step, explosionFactor: 1 })).rejects.toThrow(
      'train: explosionFactor must be above 1, or Infinity to watch for NaN alone, but got 1',
    );
  });
});
