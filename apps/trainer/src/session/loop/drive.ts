import { DivergedError, train, type MetricsSink, type TrainResult } from '@hgn/training';
import type { RunConfig } from '../../config/schema.ts';
import { fasterHere } from '../../engines/advice.ts';
import { DivergedRunError, InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { short } from '../../terminal/format.ts';
import { paceTeller } from '../../terminal/pace.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import type { Checkpoint, TrainState } from '../checkpoint.ts';
import type { TrainingSession } from './session.ts';

/** Where a training writes and what it watches. */
export interface DriveOptions {
  readonly checkpoints: string;
  readonly training: Omit<RunConfig['training'], 'steps' | 'batchSize' | 'sampling' | 'keep'>;
  readonly metrics: Pick<MetricsSink, 'write' | 'rewind'>;
  /** The error of a moment on validation trajectories. */
  readonly evaluate?: (moment: Checkpoint) => Promise<number>;
  /** Told of each checkpoint once it is written. */
  readonly onCheckpoint?: (moment: Checkpoint) => Promise<void>;
  /** Steps after which to pause, with a checkpoint and as if nothing were; default none. */
  readonly until?: number;
  /** Command that continues the run. */
  readonly resumeLine: string;
}

const maximumRollbacks = 5;

/**
 * Trains until the end, saving and evaluating now and then, with progress on stderr.
 *
 * @returns how it ended; `stopped` where it paused at `until`
 * @throws InterruptedError when `io.signal` aborts, after the step at hand is finished and saved; DivergedRunError when
 * the numbers are finite no more or the loss exploded, the last good checkpoint being the last one
 */
export async function drive(
  session: TrainingSession,
  options: DriveOptions,
  io: Io,
): Promise<TrainResult<TrainState>> {
  const { checkpoints, training, metrics, evaluate, resumeLine, until } = options;
  const pause = new AbortController();
  const { evaluateEvery, patience, explosionFactor, onDivergence, logEvery, checkpointEvery } = training;
  const { start, total } = session;
  const progress = createProgress(io, { label: 'train', total, unit: 'steps', from: start.step });
  const tellPace = paceTeller(io.clock, {
    engine: session.engine,
    total,
    from: start.step,
    about: session.about,
    faster: await fasterHere(session.engine),
  });
  try {
    const result = await train({
      step: async (state, _batch, index, rateFactor) => {
        const done = await session.step(state, index, rateFactor);
        const pace = tellPace(index + 1);
        if (pace !== undefined) progress.note(pace);
        progress.update(index + 1, `loss ${short(done.metrics.loss)}`);
        if (index + 1 === until) pause.abort();
        return done;
      },
      batch: () => undefined,
      state: start.state,
      memory: start.memory,
      from: start.step,
      steps: total,
      logEvery,
      checkpointEvery,
      onMetrics: (record) => metrics.write(record),
      onCheckpoint: async (moment) => {
        await session.save(checkpoints, moment);
        await options.onCheckpoint?.(moment);
      },
      explosionFactor,
      onDivergence,
      maximumRollbacks,
      onRollback: async ({ what, step, to, rateFactor }) => {
        progress.note(`${what} at step ${step}: back to step ${to} with ${rateFactor} of the learning rate`);
        await metrics.rewind(to);
      },
      ...(evaluate === undefined || evaluateEvery === 0
        ? {}
        : {
            evaluateEvery,
            evaluate: (moment: Checkpoint) => noted(moment, evaluate, progress),
            onBest: (moment: Checkpoint) => session.saveBest(checkpoints, moment),
            ...(patience === 0 ? {} : { patience }),
          }),
      signal: AbortSignal.any([io.signal, pause.signal]),
      clock: () => io.clock.now(),
    });
    if (result.stopped && result.step !== until) {
      progress.end();
      throw new InterruptedError(`stopped at step ${result.step} and saved; continue with: ${resumeLine}`);
    }
    if (result.stoppedEarly) {
      progress.note(
        `stopped early at step ${result.step}: ${patience} evaluations were no better than that of step ${result.memory.best?.step}`,
      );
    }
    return result;
  } catch (error) {
    if (error instanceof DivergedError) throw explained(error, start.step, resumeLine);
    throw error;
  } finally {
    progress.end();
  }
}

async function noted(
  moment: Checkpoint,
  evaluate: (moment: Checkpoint) => Promise<number>,
  progress: Progress,
): Promise<number> {
  const error = await evaluate(moment);
  const { best } = moment.memory;
  const beside =
    best === null ? '' : error < best.error ? ', the best so far' : `, best ${short(best.error)}`;
  progress.note(`step ${moment.step}: validation error ${short(error)}${beside}`);
  return error;
}

/** What to try after training diverged, which depends on what was tried. */
function explained(
  { what, step, lastCheckpoint, rollbacks }: DivergedError,
  from: number,
  resumeLine: string,
): DivergedRunError {
  const good = `the checkpoint of step ${lastCheckpoint ?? from} is good`;
  return rollbacks === 0
    ? new DivergedRunError(
        `${what} at step ${step}`,
        `${good}: continue from it with: ${resumeLine} --set training.onDivergence=rollback, or with a lower optimiser.learningRate, or with optimiser.clipNorm=1`,
      )
    : new DivergedRunError(
        `${what} at step ${step}, after ${rollbacks} rollbacks that each halved the learning rate`,
        `${good}: try a lower optimiser.learningRate from the start, optimiser.clipNorm=1 or a longer optimiser.warmup`,
      );
}
