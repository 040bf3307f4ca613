import { describe, expect, it } from 'vitest';
import { newMemory } from './memory.ts';
import type { MetricsRecord, Moment, TrainOptions } from './options.ts';
import { train } from './train.ts';

/** A training whose error after step n is given. */
const withErrors = (error: (step: number) => number): TrainOptions<number, undefined> => ({
  state: 0,
  batch: () => undefined,
  steps: 100,
  step: (state) => ({ state: state + 1, metrics: { loss: 1 } }),
  evaluateEvery: 10,
  evaluate: ({ state }) => error(state),
});

describe('evaluation during training', () => {
  it('comes every few steps and after the last, and finds the best', async () => {
    const at: number[] = [];
    const best: number[] = [];
    const options = withErrors((step) => Math.abs(step - 42));
    const { memory, stoppedEarly } = await train({
      ...options,
      steps: 57,
      evaluate: (moment) => {
        at.push(moment.step);
        return Math.abs(moment.state - 42);
      },
      onBest: ({ step, state, memory: { best: known } }) => {
        best.push(step);
        expect(state).toBe(step);
        expect(known?.step).toBe(step);
      },
    });
    expect(at).toEqual([10, 20, 30, 40, 50, 57]);
    expect(best).toEqual([10, 20, 30, 40]);
    expect(memory).toMatchObject({ best: { step: 40, error: 2 }, evaluationsSinceBest: 2 });
    expect(stoppedEarly).toBe(false);
  });

  it('is left out unless asked for', async () => {
    const { evaluateEvery, ...options } = withErrors(() => expect.unreachable());
    expect(evaluateEvery).toBe(10);
    await train(options);
  });

  it('ends training after so many in a row without a new best, with a checkpoint', async () => {
    const kept: Moment<number>[] = [];
    const options = {
      ...withErrors((step) => [9, 5, 7, 4, 6, 6, 4, 1, 1, 1][step / 10 - 1]),
      patience: 3,
      onCheckpoint: (moment: Moment<number>) => void kept.push(moment),
    };
    const { step, stopped, stoppedEarly, memory } = await train(options);
    expect({ step, stopped, stoppedEarly }).toEqual({ step: 70, stopped: false, stoppedEarly: true });
    expect(memory.best).toEqual({ step: 40, error: 4 });
    expect(kept.map((moment) => moment.step)).toEqual([70]);

    // Resumed, it is still at its end.
    const again = await train({ ...options, from: 70, ...kept[0], step: () => expect.unreachable() });
    expect(again).toMatchObject({ step: 70, stoppedEarly: true });
  });

  it('does not count in the rate of steps', async () => {
    let time = 0;
    const records: MetricsRecord[] = [];
    await train({
      ...withErrors(() => ((time += 60_000), 1)),
      steps: 30,
      logEvery: 5,
      clock: () => time,
      step: (state) => ({ state: ((time += 100), state + 1), metrics: { loss: 1 } }),
      onMetrics: (record) => void records.push(record),
    });
    expect(records.map(({ stepsPerSecond }) => stepsPerSecond)).toEqual(Array(6).fill(10));
  });

  it('keeps the best of the steps that a rollback took back', async () => {
    const { memory } = await train({
      ...withErrors((step) => 100 - step),
      steps: 40,
      step: (state, _batch, index, rateFactor) => ({
        state: rateFactor < 1 ? 0 : state + 1,
        metrics: { loss: index === 35 && rateFactor === 1 ? NaN : 1 },
      }),
      onDivergence: 'rollback',
    });
    // After the rollback the state stays at 0, where the error is 100.
    expect(memory).toMatchObject({ best: { step: 30, error: 70 }, evaluationsSinceBest: 4, rollbacks: 1 });
  });

  it('starts with no best', () => {
    expect(newMemory()).toEqual({
      rateFactor: 1,
      rollbacks: 0,
      losses: [],
      best: null,
      evaluationsSinceBest: 0,
    });
  });
});
