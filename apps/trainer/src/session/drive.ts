import { DivergedError, train, type MetricsSink } from '@hgn/training';
import { CommandError, InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { short } from '../terminal/format.ts';
import { createProgress } from '../terminal/progress.ts';
import type { TrainingSession } from './session.ts';

/** Where a training writes and how often. */
export interface DriveOptions {
  readonly checkpoints: string;
  readonly logEvery: number;
  readonly checkpointEvery: number;
  readonly metrics: Pick<MetricsSink, 'write'>;
  /** Command that continues the run. */
  readonly resumeLine: string;
}

/**
 * Trains until the end, saving now and then, with progress on stderr.
 *
 * @throws InterruptedError when `io.signal` aborts, after the step at hand is finished and saved; CommandError when
 * the numbers are finite no more, leaving the last checkpoint as it was
 */
export async function drive(
  session: TrainingSession,
  { checkpoints, logEvery, checkpointEvery, metrics, resumeLine }: DriveOptions,
  io: Io,
): Promise<void> {
  const { start, total } = session;
  const progress = createProgress(io, { label: 'train', total, unit: 'steps', from: start.step });
  try {
    const { step, stopped } = await train({
      step: async (state, _batch, index) => {
        const result = await session.step(state, index);
        progress.update(index + 1, `loss ${short(result.metrics.loss)}`);
        return result;
      },
      batch: () => undefined,
      state: start.state,
      from: start.step,
      steps: total,
      logEvery,
      checkpointEvery,
      onMetrics: (record) => metrics.write(record),
      onCheckpoint: (moment) => session.save(checkpoints, moment),
      signal: io.signal,
      clock: () => io.clock.now(),
    });
    if (stopped) {
      progress.end();
      throw new InterruptedError(`stopped at step ${step} and saved; continue with: ${resumeLine}`);
    }
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new CommandError(
      `${error.what} at step ${error.step}; the checkpoint of step ${error.lastCheckpoint ?? start.step} is intact: train again with a lower optimiser.learningRate or with optimiser.clipNorm`,
    );
  } finally {
    progress.end();
  }
}
