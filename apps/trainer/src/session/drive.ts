import { CommandError, InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { short } from '../terminal/format.ts';
import { createProgress } from '../terminal/progress.ts';
import type { StepMetrics, TrainingSession } from './session.ts';

/** Where a training writes and how often. */
export interface DriveOptions {
  readonly checkpoints: string;
  readonly logEvery: number;
  readonly checkpointEvery: number;
  onMetrics(metrics: StepMetrics): Promise<void>;
  /** Command that continues the run. */
  readonly resumeLine: string;
}

/**
 * Trains until the end, saving now and then, with progress on stderr.
 *
 * @throws InterruptedError when `io.signal` aborts, after the step at hand is finished and saved; CommandError when
 * the loss is no number any more, leaving the last checkpoint as it was
 */
export async function drive(
  session: TrainingSession,
  { checkpoints, logEvery, checkpointEvery, onMetrics, resumeLine }: DriveOptions,
  io: Io,
): Promise<void> {
  const progress = createProgress(io, {
    label: 'train',
    total: session.total,
    unit: 'steps',
    from: session.step,
  });
  let saved = session.step;
  try {
    while (session.step < session.total && !io.signal.aborted) {
      const metrics = await session.advance();
      if (!Number.isFinite(metrics.loss)) {
        throw new CommandError(
          `the loss became ${metrics.loss} at step ${session.step}; the checkpoint of step ${saved} is intact: train again with a lower optimiser.learningRate or with optimiser.clipNorm`,
        );
      }
      progress.update(session.step, `loss ${short(metrics.loss)}`);
      if (session.step % logEvery === 0 || session.step === session.total) await onMetrics(metrics);
      if (session.step % checkpointEvery === 0 || session.step === session.total) {
        await session.save(checkpoints);
        saved = session.step;
      }
      // Lets signals through even when an engine answers without waiting.
      await new Promise((resume) => setImmediate(resume));
    }
    if (session.step < session.total) {
      if (saved < session.step) await session.save(checkpoints);
      progress.end();
      throw new InterruptedError(`stopped at step ${session.step} and saved; continue with: ${resumeLine}`);
    }
  } finally {
    progress.end();
  }
}
