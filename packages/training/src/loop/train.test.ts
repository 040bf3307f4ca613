import { ndarray, type NdArray } from '@hgn/autodiff';
import { heapGrowth } from '@hgn/testing';
import { describe, expect, it } from 'vitest';
import { DivergedError } from './diverged.ts';
import type { MetricsRecord } from './options.ts';
import { train } from './train.ts';

interface State {
  readonly w: NdArray;
}

const start: State = { w: ndarray([5, -3]) };
const halve = ({ w }: State) => ({
  state: { w: ndarray(Float32Array.from(w.data, (x) => x / 2)) },
  metrics: { loss: Math.hypot(...w.data) },
});
const counting = { state: 0, batch: (index: number) => index };

describe('train', () => {
  it('gives step i the state after i steps and the batch of index i', async () => {
    const seen: number[][] = [];
    const { state, step, stopped } = await train({
      ...counting,
      from: 3,
      state: 100,
      steps: 6,
      step: (s, batch, index) => {
        seen.push([s, batch, index]);
        return { state: s + 1, metrics: { loss: 0 } };
      },
    });
    expect(seen).toEqual([
      [100, 3, 3],
      [101, 4, 4],
      [102, 5, 5],
    ]);
    expect({ state, step, stopped }).toEqual({ state: 103, step: 6, stopped: false });
  });

  it('logs every few steps and the last, with time and rate by the given clock', async () => {
    let time = 1000;
    const records: MetricsRecord[] = [];
    await train({
      ...counting,
      steps: 5,
      logEvery: 2,
      clock: () => time,
      step: (state) => {
        time += 500;
        return { state, metrics: { loss: 1, mse: state } };
      },
      onMetrics: (record) => void records.push(record),
    });
    expect(records).toEqual([
      { step: 2, seconds: 1, stepsPerSecond: 2, loss: 1, mse: 0 },
      { step: 4, seconds: 2, stepsPerSecond: 2, loss: 1, mse: 0 },
      { step: 5, seconds: 2.5, stepsPerSecond: 2, loss: 1, mse: 0 },
    ]);
  });

  it('makes a checkpoint every few steps and one at the end', async () => {
    const moments: [number, number][] = [];
    const options = {
      ...counting,
      step: (s: number) => ({ state: s + 1, metrics: { loss: 0 } }),
      onCheckpoint: ({ step, state }: { step: number; state: number }) => void moments.push([step, state]),
    };
    await train({ ...options, steps: 7, checkpointEvery: 3 });
    expect(moments.splice(0)).toEqual([
      [3, 3],
      [6, 6],
      [7, 7],
    ]);
    await train({ ...options, steps: 6, checkpointEvery: 3 });
    expect(moments.splice(0).map(([step]) => step)).toEqual([3, 6]);
    await train({ ...options, steps: 7 });
    expect(moments.splice(0).map(([step]) => step)).toEqual([7]);
    await train({ ...options, steps: 7, from: 7 });
    expect(moments).toEqual([]);
  });

  it('goes on to the same bits from any checkpoint', async () => {
    const step = ({ w }: State, x: number) => ({
      state: { w: ndarray(Float32Array.from(w.data, (v) => v + Math.sin(v + x) / 7)) },
      metrics: { loss: 1 },
    });
    const batch = (index: number) => Math.cos(index);
    const whole = await train({ step, batch, state: start, steps: 20 });
    for (const at of [1, 7, 19]) {
      const first = await train({ step, batch, state: start, steps: at });
      const rest = await train({ step, batch, state: first.state, from: at, steps: 20 });
      expect(rest.state).toEqual(whole.state);
    }
  });

  it('stops after the step at hand when the signal aborts, with a checkpoint', async () => {
    const abort = new AbortController();
    const saved: number[] = [];
    const { step, stopped } = await train({
      ...counting,
      steps: 100,
      signal: abort.signal,
      step: (s, _batch, index) => {
        if (index === 4) abort.abort();
        return { state: s + 1, metrics: { loss: 0 } };
      },
      onCheckpoint: (moment) => void saved.push(moment.step),
    });
    expect({ step, stopped, saved }).toEqual({ step: 5, stopped: true, saved: [5] });
  });

  it('does nothing, and saves nothing, when the signal is aborted already', async () => {
    const result = await train({
      ...counting,
      steps: 3,
      signal: AbortSignal.abort(),
      step: () => expect.unreachable(),
      onCheckpoint: () => expect.unreachable(),
    });
    expect(result).toMatchObject({ state: 0, step: 0, stopped: true, stoppedEarly: false });
  });

  it('lets timers and signals through though every step is synchronous', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 5);
    const { stopped } = await train({
      ...counting,
      steps: 1e9,
      signal: abort.signal,
      step: (state) => ({ state, metrics: { loss: 0 } }),
    });
    expect(stopped).toBe(true);
  });

  it.each([NaN, Infinity, -Infinity])('stops at a loss of %s and names the last checkpoint', async (loss) => {
    const training = train({
      state: start,
      batch: (index) => index,
      steps: 100,
      checkpointEvery: 10,
      step: (state, index) => ({ ...halve(state), metrics: { loss: index === 24 ? loss : 1 } }),
    });
    await expect(training).rejects.toThrow(DivergedError);
    await expect(training).rejects.toMatchObject({ step: 25, lastCheckpoint: 20 });
    await expect(training).rejects.toThrow(
      `train: the loss is ${loss} at step 25; the last good checkpoint is of step 20; try a lower learning rate`,
    );
  });

  it('never saves a state that is not finite, though the loss still is', async () => {
    const saved: number[] = [];
    const training = train({
      state: start,
      batch: (index) => index,
      steps: 10,
      checkpointEvery: 2,
      step: (_state, index) => ({
        state: { w: ndarray([1, index < 3 ? 1 : NaN]) },
        metrics: { loss: 1 },
      }),
      onCheckpoint: ({ step }) => void saved.push(step),
    });
    await expect(training).rejects.toThrow("train: the state holds NaN in 'w' at step 4");
    await expect(training).rejects.toMatchObject({ step: 4, lastCheckpoint: 2 });
    expect(saved).toEqual([2]);
  });

  it('hands on what a callback throws', async () => {
    const full = new Error('disk full');
    const training = train({
      ...counting,
      steps: 3,
      step: (state) => ({ state, metrics: { loss: 0 } }),
      onCheckpoint: () => Promise.reject(full),
    });
    await expect(training).rejects.toBe(full);
  });

  it('refuses counts that make no sense', async () => {
    const options = { ...counting, step: (state: number) => ({ state, metrics: { loss: 0 } }) };
    await expect(train({ ...options, steps: 1.5 })).rejects.toThrow(
      'train: steps must be a whole number from 0 up, but got 1.5',
    );
    await expect(train({ ...options, steps: 5, logEvery: 0 })).rejects.toThrow(RangeError);
    await expect(train({ ...options, steps: 5, from: 6 })).rejects.toThrow(
      'train: steps must be at least from, but got 5 and 6; ask for more steps',
    );
  });

  it('does not grow with the number of steps', async () => {
    const growth = await heapGrowth(() => train({ step: halve, state: start, batch: () => 0, steps: 2000 }));
    expect(growth).toBeLessThan(20_000);
  });
});
