import { requireOptions } from '@hgn/options';
import { DivergedError } from './diverged.ts';
import { faultOfState, faultOfStep } from './faults.ts';
import { rememberLoss } from './explosion.ts';
import { newMemory, type LoopMemory } from './memory.ts';
import type { Moment, TrainOptions, TrainResult } from './options.ts';

/** Other work (signals, timers, the network) gets a turn at least so often. */
const TURN_MILLISECONDS = 50;

/**
 * Runs training steps one after the other. With a `step`, a `batch` and an `evaluate` that are pure, going on from the
 * checkpoint of any step gives the same bits as never having stopped, on the same engine and thread count; rollbacks
 * and early stopping included.
 *
 * A checkpoint is good once a step could be made from it. When training diverges, the last good one is given to
 * `onCheckpoint` again if a worse one came after it, so that what was kept last is always good.
 *
 * The loop itself keeps three states and allocates nothing that grows with the number of steps.
 *
 * @throws DivergedError if the loss or `gradientNorm` is NaN or infinite, the loss explodes, an evaluation is not finite,
 * or a number of a state to be checkpointed is not; a state that is not finite never reaches `onCheckpoint`. With
 * `onDivergence: 'rollback'` only after `maximumRollbacks`.
 * @throws RangeError if a count is no whole number in its range.
 * @throws whatever `step`, `batch`, `evaluate` or a callback throws.
 * @example
 * const { state } = await train({
 *   step: (w: number, x: number) => ({ state: w - 0.1 * (w - x), metrics: { loss: (w - x) ** 2 } }),
 *   state: 5,
 *   batch: () => 1,
 *   steps: 100,
 * });
 */
export async function train<State, Batch>(options: TrainOptions<State, Batch>): Promise<TrainResult<State>> {
  requireOptions('train', options, {
    step: true,
    state: true,
    batch: true,
    from: true,
    memory: true,
    steps: true,
    logEvery: true,
    checkpointEvery: true,
    onMetrics: true,
    onCheckpoint: true,
    explosionFactor: true,
    onDivergence: true,
    maximumRollbacks: true,
    onRollback: true,
    evaluate: true,
    evaluateEvery: true,
    onBest: true,
    patience: true,
    signal: true,
    clock: true,
  });
  const { step, batch, from = 0, steps, logEvery = 1, checkpointEvery = Infinity } = options;
  const { onMetrics, onCheckpoint, signal, clock = () => performance.now() } = options;
  const { evaluate, evaluateEvery = Infinity, patience = Infinity, onBest } = options;
  const { onDivergence = 'stop', maximumRollbacks = 5, onRollback, explosionFactor = 1000 } = options;
  checkCounts({ from, steps, logEvery, checkpointEvery, evaluateEvery, patience, maximumRollbacks });
  if (!(explosionFactor > 1)) {
    throw new RangeError(
      `train: explosionFactor must be above 1, or Infinity to watch for NaN alone, but got ${explosionFactor}`,
    );
  }

  const begin = clock();
  const start: Moment<State> = { step: from, state: options.state, memory: options.memory ?? newMemory() };
  let now = start;
  // A state can be finite and the loss of the next step not: only that step tells whether a checkpoint is good.
  let good = start;
  let kept: Moment<State> | null = null;
  let logged = { step: from, time: begin };
  let turn = begin;
  const aborted = (): boolean => signal?.aborted ?? false;
  const lostPatience = (): boolean => now.memory.evaluationsSinceBest >= patience;

  while (now.step < steps && !aborted() && !lostPatience()) {
    const { state, metrics } = await step(now.state, await batch(now.step), now.step, now.memory.rateFactor);
    const { losses } = now.memory;
    const fault = faultOfStep(metrics, losses, explosionFactor);
    if (fault !== undefined) {
      await diverge(fault, now.step + 1);
      continue;
    }
    good = kept ?? good;
    now = {
      step: now.step + 1,
      state,
      memory: { ...now.memory, losses: rememberLoss(losses, metrics.loss) },
    };

    const time = clock();
    if (onMetrics && (now.step % logEvery === 0 || now.step === steps)) {
      const stepsPerSecond = (1000 * (now.step - logged.step)) / Math.max(time - logged.time, 1e-6);
      await onMetrics({ ...metrics, step: now.step, seconds: (time - begin) / 1000, stepsPerSecond });
      logged = { step: now.step, time };
    }
    if (evaluate && (now.step % evaluateEvery === 0 || (evaluateEvery < Infinity && now.step === steps))) {
      const error = await evaluate(now);
      if (!Number.isFinite(error)) {
        await diverge(`the evaluation gives ${error}`, now.step);
        continue;
      }
      const better = now.memory.best === null || error < now.memory.best.error;
      now = { ...now, memory: afterEvaluation(now.memory, now.step, error, better) };
      if (better) await onBest?.(now);
      logged = { step: logged.step, time: logged.time + clock() - time };
    }
    if (time - turn >= TURN_MILLISECONDS) {
      await new Promise((resume) => setTimeout(resume, 0));
      turn = clock();
    }
    const last = now.step === steps || aborted() || lostPatience();
    if (last || now.step % checkpointEvery === 0) {
      const wrong = faultOfState(now.state);
      if (wrong === undefined) await keep(now);
      else await diverge(wrong, now.step);
    }
  }
  const unfinished = now.step < steps;
  return { ...now, stopped: unfinished && !lostPatience(), stoppedEarly: unfinished && lostPatience() };

  async function keep(moment: Moment<State>): Promise<void> {
    await onCheckpoint?.(moment);
    kept = moment;
  }

  async function diverge(what: string, at: number): Promise<void> {
    const { rollbacks, rateFactor } = good.memory;
    if (onDivergence === 'stop' || rollbacks >= maximumRollbacks) {
      const none = good === start;
      if (kept !== null && kept !== good) await keep(good);
      throw new DivergedError(what, at, none ? null : good.step, rollbacks);
    }
    // The best state stays the best, though it may be of a later step than where training goes on.
    const { best } = now.memory;
    const evaluationsSinceBest = best === good.memory.best ? good.memory.evaluationsSinceBest : 0;
    // The losses from here on are judged by each other: a checkpoint on the way up may be far above those before it.
    const losses: number[] = [];
    now = {
      ...good,
      memory: { rateFactor: rateFactor / 2, rollbacks: rollbacks + 1, losses, best, evaluationsSinceBest },
    };
    good = now;
    logged = { step: now.step, time: clock() };
    await onRollback?.({ what, step: at, to: now.step, rateFactor: now.memory.rateFactor });
    await keep(now);
  }
}

function afterEvaluation(memory: LoopMemory, step: number, error: number, better: boolean): LoopMemory {
  return better
    ? { ...memory, best: { step, error }, evaluationsSinceBest: 0 }
    : { ...memory, evaluationsSinceBest: memory.evaluationsSinceBest + 1 };
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    const least = name === 'from' || name === 'steps' || name === 'maximumRollbacks' ? 0 : 1;
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
