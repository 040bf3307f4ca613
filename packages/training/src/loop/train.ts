import { isNdArray, treeLeaves, treePaths } from '@hgn/autodiff';
import { DivergedError } from './diverged.ts';

/** Measured numbers by name; `loss` is watched. */
export type Metrics = Readonly<Record<string, number>> & { readonly loss: number };

/** What is logged: the metrics of one step and where and when it was. */
export type MetricsRecord = Metrics & {
  /** Steps done, this one included. */
  readonly step: number;
  /** Seconds since this call of `train` began. */
  readonly seconds: number;
  /** Steps a second since the last record. */
  readonly stepsPerSecond: number;
};

/** Options of {@link train}. */
export interface TrainOptions<State, Batch> {
  /** One step: the next state and what was measured. Must not change the state that it is given. */
  readonly step: (
    state: State,
    batch: Batch,
    index: number,
  ) => Promise<{ state: State; metrics: Metrics }> | { state: State; metrics: Metrics };
  /** The state to begin with: a tree of host arrays and numbers, initial or from a checkpoint. */
  readonly state: State;
  /** The batch of step `index` (from 0): a function of the index alone, so that a resumed run sees the same data. */
  readonly batch: (index: number) => Batch | Promise<Batch>;
  /** Steps done before; default 0. */
  readonly from?: number;
  /** Steps done at the end, those before `from` included. */
  readonly steps: number;
  /** A record is made every so many steps, and of the last; default 1. */
  readonly logEvery?: number;
  /** A checkpoint is made every so many steps, and at the end; default only at the end. */
  readonly checkpointEvery?: number;
  /** Gets each record, in order; awaited. */
  readonly onMetrics?: (record: MetricsRecord) => Promise<void> | void;
  /** Gets the step and the state of each checkpoint; awaited. Its state is finite. */
  readonly onCheckpoint?: (moment: { step: number; state: State }) => Promise<void> | void;
  /** Stops after the step at hand, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Milliseconds of a clock that never goes back; default `performance.now`. */
  readonly clock?: () => number;
}

/** How training ended. */
export interface TrainResult<State> {
  /** The state after the last step. */
  readonly state: State;
  /** Steps done, those before `from` included. */
  readonly step: number;
  /** True if the signal ended it before its time. */
  readonly stopped: boolean;
}

/** Other work (signals, timers, the network) gets a turn at least so often. */
const TURN_MILLISECONDS = 50;

/**
 * Runs training steps one after the other. With a `step` and a `batch` that are pure, going on from the checkpoint of
 * any step gives the same bits as never having stopped, on the same engine and thread count.
 *
 * The loop itself keeps one state and allocates nothing that grows with the number of steps.
 *
 * @throws DivergedError if the loss, or a number of a state to be checkpointed, is NaN or infinite; a state that is not
 * finite never reaches `onCheckpoint`.
 * @throws RangeError if a count is no whole number in its range.
 * @throws whatever `step`, `batch`, `onMetrics` or `onCheckpoint` throws.
 * @example
 * const { state } = await train({
 *   step: (w: number, x: number) => ({ state: w - 0.1 * (w - x), metrics: { loss: (w - x) ** 2 } }),
 *   state: 5,
 *   batch: () => 1,
 *   steps: 100,
 * });
 */
export async function train<State, Batch>(options: TrainOptions<State, Batch>): Promise<TrainResult<State>> {
  const { step, batch, from = 0, steps, logEvery = 1, checkpointEvery = Infinity } = options;
  const { onMetrics, onCheckpoint, signal, clock = () => performance.now() } = options;
  checkCounts({ from, steps, logEvery, checkpointEvery });

  const begin = clock();
  let { state } = options;
  let done = from;
  let logged = { done, time: begin };
  let saved: number | null = null;
  let turn = begin;

  while (done < steps && signal?.aborted !== true) {
    const { state: next, metrics } = await step(state, await batch(done), done);
    done++;
    if (!Number.isFinite(metrics.loss)) throw new DivergedError(`the loss is ${metrics.loss}`, done, saved);
    state = next;

    const now = clock();
    if (onMetrics && (done % logEvery === 0 || done === steps)) {
      const stepsPerSecond = (1000 * (done - logged.done)) / Math.max(now - logged.time, 1e-6);
      await onMetrics({ ...metrics, step: done, seconds: (now - begin) / 1000, stepsPerSecond });
      logged = { done, time: now };
    }
    if (done % checkpointEvery === 0) await save();
    if (now - turn >= TURN_MILLISECONDS) {
      await new Promise((resume) => setTimeout(resume, 0));
      turn = now;
    }
  }
  if (saved !== done && done > from) await save();
  return { state, step: done, stopped: done < steps };

  async function save(): Promise<void> {
    const wrong = notFinite(state);
    if (wrong !== undefined) throw new DivergedError(`the state holds ${wrong}`, done, saved);
    await onCheckpoint?.({ step: done, state });
    saved = done;
  }
}

/** The first number of a state that is NaN or infinite, and where it is. */
function notFinite(state: unknown): string | undefined {
  const leaves = treeLeaves(state);
  for (const [index, leaf] of leaves.entries()) {
    const numbers = typeof leaf === 'number' ? [leaf] : isNdArray(leaf) ? leaf.data : [];
    for (let at = 0; at < numbers.length; at++) {
      if (!Number.isFinite(numbers[at])) {
        return `${numbers[at]} in '${treePaths(state)[index]}'`;
      }
    }
  }
  return undefined;
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    const least = name === 'from' || name === 'steps' ? 0 : 1;
    if (!(Number.isInteger(count) || count === Infinity) || count < least) {
      throw new RangeError(`train: ${name} must be a whole number from ${least} up, but got ${count}`);
    }
  }
  const { from, steps } = counts;
  if (from > steps) {
    throw new RangeError(
      `train: steps must be at least from, but got ${steps} and ${from}; ask for more steps`,
    );
  }
}
