import type { TrainOptions } from './trainOptions.ts';
import { adjustConfig, writeResolvedConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { assertUsable } from '../runs/create.ts';
import { runEntries } from '../runs/layout.ts';
import { asOnlyWriter, type Writer } from '../runs/lock/writer.ts';
import { openRun } from '../runs/open.ts';
import { concludeRun } from './judging/conclude.ts';
import { configure } from './configure.ts';
import { withEngine } from './engine.ts';
import { continueRun, startRun, type TrainedRun } from './sitting.ts';
import type { Tracking } from './loop/tracking.ts';

/** Runs `hgn train`. */
export async function train(options: TrainOptions, io: Io): Promise<void> {
  if (options.printConfig === true) {
    const config = await configure(options, io);
    io.stdout.write(options.json === true ? `${JSON.stringify(config)}\n` : writeResolvedConfig(config));
    return;
  }
  const { tensorboard, mlflow } = options;
  const tracking: Tracking = { tensorboard, ...(mlflow === undefined ? {} : { mlflow }) };
  const begin =
    options.resume === true ? resuming(options, tracking, io) : await starting(options, tracking, io);
  const conclusion = {
    evaluate: options.report,
    exported: options.export,
    json: options.json ?? false,
    ...(options.theme && { theme: options.theme }),
  };
  await asOnlyWriter({ shown: begin.shown, command: 'hgn train', entries: runEntries }, io, async (writer) =>
    concludeRun(await begin.train(writer), conclusion, writer.io),
  );
}

/** A training that is understood, and waits for the right to write its folder. */
interface Beginning {
  readonly shown: string;
  train(writer: Writer): Promise<TrainedRun>;
}

async function starting(options: TrainOptions, tracking: Tracking, io: Io): Promise<Beginning> {
  if (options.acceptChangedData === true) {
    throw new UsageError('--accept-changed-data goes with --resume; a new run takes the data as they are');
  }
  const config = await configure(options, io);
  const shown = options.out ?? `runs/${config.system}`;
  return {
    shown,
    async train(writer) {
      await assertUsable(writer.folder, shown, options.force ?? false);
      return startRun(config, writer, tracking);
    },
  };
}

function resuming(options: TrainOptions, tracking: Tracking, io: Io): Beginning {
  const { out: shown } = options;
  if (shown === undefined) {
    throw new UsageError('--resume needs --out, the run folder to continue');
  }
  const fixed = (['system', 'preset', 'config', 'seed', 'data', 'force'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (fixed.length > 0) {
    throw new UsageError(
      `--resume continues with the run's own config.yaml; leave out ${fixed.map((name) => `--${name}`).join(', ')}`,
    );
  }
  return {
    shown,
    async train(writer) {
      const run = await openRun(shown, io);
      const adjusted = adjustConfig(run.config, options.set ?? []);
      const { training } = adjusted;
      const config: RunConfig = {
        ...withEngine(adjusted, options, io),
        training: { ...training, steps: options.steps ?? training.steps },
      };
      return continueRun({ ...run, config }, writer, tracking, {
        acceptChangedData: options.acceptChangedData ?? false,
      });
    },
  };
}
