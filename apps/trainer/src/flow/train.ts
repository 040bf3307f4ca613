import { rm } from 'node:fs/promises';
import { fit, logDensity, saveFlow, type FitMoment, type TrainedFlow } from '@hgn/flow';
import type { EngineName, JitOptions } from '@hgn/jit';
import { DivergedError } from '@hgn/training';
import { metricsFile } from '@hgn/training/node';
import type { FlowTrainOptions } from './options.ts';
import { fasterHere } from '../engines/advice.ts';
import { engineInUse } from '../engines/eager.ts';
import { CommandError, DivergedRunError, InterruptedError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { asOnlyWriter, type Writer } from '../runs/lock/writer.ts';
import { pinInput, repin } from '../runs/pins.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import { prepareEngine, wantedEngine } from '../session/engine.ts';
import { reasonOf } from '../terminal/stopping.ts';
import { count, duration, short } from '../terminal/format.ts';
import { paceTeller } from '../terminal/pace.ts';
import { createProgress } from '../terminal/progress.ts';
import { densityMaps } from './densityMaps.ts';
import { configOf, learningRateOf, makeFlow } from './kinds.ts';
import { densitySvg, viewOf } from './pictures.ts';
import {
  assertFree,
  flowEntries,
  flowPaths,
  readMoment,
  readRecord,
  writeMoment,
  writeRecord,
  type FlowPaths,
  type FlowRecord,
} from './runFolder.ts';
import { readSamples, targetOf } from './tables/samples.ts';
import { assertLearnable, type NumberTable } from './tables/table.ts';

/** Runs `hgn flow train`. */
export async function trainFlow(data: string | undefined, options: FlowTrainOptions, io: Io): Promise<void> {
  const engine = await prepareEngine(
    {
      engine: wantedEngine(options.engine, io) ?? 'auto',
      threads: options.threads ?? 0,
    },
    io,
  );
  const begin = io.clock.now();
  const shown = folderOf(data, options);
  await asOnlyWriter({ shown, command: 'hgn flow train', entries: flowEntries }, io, (writer) =>
    trainInto(writer, data, options, engine, begin),
  );
}

async function trainInto(
  writer: Writer,
  data: string | undefined,
  options: FlowTrainOptions,
  engine: JitOptions & { readonly engine: EngineName },
  begin: number,
): Promise<void> {
  const { shown, io } = writer;
  const { record, paths, table, from } =
    options.resume === true
      ? await resumed(writer, data, options, engine)
      : await started(writer, data, options, engine);
  const { data: points } = table;
  const trained = await walk({ shown, record, paths, points, from }, io, engine);
  try {
    await writeFileAtomic(paths.flow, saveFlow(trained));
    await writeRecord(paths.record, { ...record, finished: true });
    const judged = await judge(trained, record, points, engine);
    if (record.view !== null && options.picture) {
      const maps = await densityMaps(trained, record, engine);
      const shownPoints = Float32Array.from(table.data.slice(0, 2 * 2000));
      const picture = { title: record.source.data, view: record.view, ...maps, points: shownPoints };
      await writeFileAtomic(paths.picture, densitySvg(picture, options.theme));
    }
    const seconds = (io.clock.now() - begin) / 1000;
    if (options.json === true) {
      const { flow, steps, seed, columns } = record;
      io.stdout.write(
        `${JSON.stringify({ folder: shown, flow, samples: table.rows, columns, steps, seed, ...judged, seconds })}\n`,
      );
      return;
    }
    const kl =
      judged.forwardDivergence === null ? '' : `, ${short(judged.forwardDivergence)} nats above the truth`;
    io.stdout.write(
      `${shown}: learnt from ${count(table.rows, 'sample')}, ${short(-judged.logLikelihood)} nats a sample${kl} (${duration(seconds)})\n`,
    );
  } finally {
    await trained.dispose();
  }
}

/** A training that is ready to go. */
interface Ready {
  readonly shown: string;
  readonly record: FlowRecord;
  readonly paths: FlowPaths;
  readonly table: NumberTable;
  readonly from: FitMoment | undefined;
}

/** The folder that the command line names, or that its samples suggest. */
function folderOf(data: string | undefined, { out, resume, kind = 'nhf' }: FlowTrainOptions): string {
  if (out !== undefined) return out;
  if (resume === true) throw new UsageError('--resume needs --out, the folder to continue');
  return `runs/${given(data)
    .replace(/^.*[/\\]/, '')
    .replace(/\.[^.]*$/, '')}-${kind}`;
}

function given(data: string | undefined): string {
  if (data !== undefined) return data;
  throw new UsageError("missing required argument 'samples': a .csv or .npz file, or a built-in density");
}

async function started(
  { shown, folder, io }: Writer,
  named: string | undefined,
  options: FlowTrainOptions,
  engine: JitOptions,
): Promise<Ready> {
  const data = given(named);
  const { kind = 'nhf', samples = 20_000, seed = 0, columns, array, decimal } = options;
  await assertFree(folder, shown, options.force ?? false);
  const source = {
    data,
    ...(columns && { columns }),
    ...(array !== undefined && { array }),
    ...(decimal && { decimal }),
  };
  const inputs = await pinInput(targetOf(data) === undefined ? data : null, io);
  const table = await readSamples(source, { count: samples, seed }, io, engine);
  assertLearnable(table, data);
  const record: FlowRecord = {
    format: 'hgn-flow',
    flow: configOf(kind, table.columns.length, {
      ...(options.hidden && { hidden: options.hidden }),
      ...(options.layers !== undefined && { layers: options.layers }),
      ...(options.leapfrogSteps !== undefined && { steps: options.leapfrogSteps }),
    }),
    source,
    samples: targetOf(data) === undefined ? table.rows : samples,
    seed,
    steps: options.steps ?? 2000,
    batchSize: options.batchSize ?? 256,
    learningRate: options.learningRate ?? learningRateOf(kind),
    validation: options.validation ?? 0,
    columns: table.columns,
    view: table.columns.length === 2 ? viewOf(Float32Array.from(table.data)) : null,
    finished: false,
    inputs,
    acceptedChanges: [],
    stoppedBy: null,
  };
  const paths = flowPaths(folder);
  // What an older flow left would be taken for a part of this one.
  for (const path of Object.values(paths)) await rm(path, { recursive: true, force: true });
  await writeRecord(paths.record, record);
  return { shown, record, paths, table, from: undefined };
}

async function resumed(
  { shown, io }: Writer,
  data: string | undefined,
  options: FlowTrainOptions,
  engine: JitOptions,
): Promise<Ready> {
  const values = options as unknown as Readonly<Record<string, unknown>>;
  const fixed = [
    'kind',
    'samples',
    'columns',
    'array',
    'batchSize',
    'learningRate',
    'validation',
    'hidden',
    'layers',
    'leapfrogSteps',
    'seed',
  ].filter((name) => values[name] !== undefined);
  if (fixed.length > 0 || data !== undefined) {
    const words = [
      ...(data === undefined ? [] : [data]),
      ...fixed.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
    ];
    throw new UsageError(`--resume continues with what flow.json says; leave out ${words.join(', ')}`);
  }
  const { record: earlier, paths } = await readRecord(shown, io);
  const accept = options.acceptChangedData ?? false;
  const { inputs, accepted } = await repin(earlier.inputs, shown, { accept, io });
  const from = await readMoment(paths.checkpoints);
  const changes = accepted.map((what) => ({ step: from?.step ?? 0, what }));
  const steps = options.steps ?? earlier.steps;
  if (steps < (from?.step ?? 0)) {
    throw new CommandError(
      `${shown}: is at step ${from?.step} already, beyond --steps ${steps}; name more steps`,
    );
  }
  const record: FlowRecord = {
    ...earlier,
    steps,
    finished: earlier.finished && steps === earlier.steps,
    inputs,
    acceptedChanges: [...earlier.acceptedChanges, ...changes],
    stoppedBy: null,
  };
  await writeRecord(paths.record, record);
  const table = await readSamples(record.source, { count: record.samples, seed: record.seed }, io, engine);
  assertLearnable(table, record.source.data);
  return { shown, record, paths, table, from };
}

/** Trains from a moment or from the start, and leaves checkpoints and metrics. */
async function walk(
  { shown, record, paths, points, from }: Omit<Ready, 'table'> & { readonly points: NumberTable['data'] },
  io: Io,
  engine: JitOptions & { readonly engine: EngineName },
): Promise<TrainedFlow> {
  const { steps, batchSize, learningRate, validation, seed } = record;
  const metrics = await metricsFile(paths.metrics, { from: from?.step ?? 0 });
  const progress = createProgress(io, { label: 'train', total: steps, unit: 'steps', from: from?.step ?? 0 });
  const resumeLine = `hgn flow train --resume --out ${shown}`;
  if (from !== undefined) io.stderr.write(`${shown}: continuing at step ${from.step} of ${steps}\n`);
  const name = engineInUse(engine.engine);
  const tellPace = paceTeller(io.clock, {
    engine: name,
    total: steps,
    from: from?.step ?? 0,
    faster: await fasterHere(name),
  });
  let reached = from?.step ?? 0;
  try {
    const trained = await fit(makeFlow(record.flow), points, {
      steps,
      batchSize,
      learningRate,
      validation,
      seed,
      ...engine,
      logEvery: 10,
      onProgress: async (line) => {
        const pace = tellPace(line.step);
        if (pace !== undefined) progress.note(pace);
        progress.update(line.step, `${short(line.loss)} nats`);
        await metrics.write(line);
      },
      checkpointEvery: Math.max(50, Math.ceil(steps / 10)),
      onCheckpoint: async (moment) => {
        await writeMoment(paths.checkpoints, moment);
        reached = moment.step;
      },
      ...(from && { from }),
      signal: io.signal,
    });
    if (reached < steps) {
      progress.end();
      await trained.dispose();
      await writeRecord(paths.record, { ...record, stoppedBy: reasonOf(io.signal) });
      throw new InterruptedError(`stopped at step ${reached} and saved; continue with: ${resumeLine}`);
    }
    return trained;
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new DivergedRunError(
      `${error.what} at step ${error.step}`,
      'train again with --force and a lower --learning-rate, or look for outliers in the samples',
    );
  } finally {
    progress.end();
    await metrics.close();
  }
}

/** Mean log-likelihood of up to 4096 samples, in nats, and for a built-in density how far above the truth that is. */
async function judge(
  trained: TrainedFlow,
  { source, columns }: FlowRecord,
  points: NumberTable['data'],
  engine: JitOptions,
): Promise<{ logLikelihood: number; forwardDivergence: number | null }> {
  const judged = points.slice(0, 4096 * columns.length);
  const logLikelihood = mean(await trained.logProb(judged, { importanceSamples: 32 }));
  const target = targetOf(source.data);
  const forwardDivergence =
    target === undefined ? null : mean(await logDensity(target, judged, engine)) - logLikelihood;
  return { logLikelihood, forwardDivergence };
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
