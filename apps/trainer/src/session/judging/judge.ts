import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import {
  createGenerator,
  createModel,
  createTrainer,
  evaluate,
  evaluateLong,
  pickFrames,
  returnError,
  type Evaluation,
  type Generator,
  type LongEvaluation,
  type ReturnError,
  type Sequences,
} from '@hgn/model';
import type { Mode, SvgNode } from '@hgn/viz';
import type { RunConfig } from '../../config/schema.ts';
import { playTasks, type TaskFilm } from '../../report/films.ts';
import { drawFigures, reportPage } from '../../report/report.ts';
import { evaluationDocument } from '../../report/summary.ts';
import type { RunPaths } from '../../runs/layout.ts';
import type { RunRecord } from '../../runs/record.ts';
import { svgFile } from '../../output/theme.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { prepareEngine } from '../engine.ts';
import { readMetrics } from '../loop/metrics.ts';
import { firstTrajectories, horizon, longHorizon } from '../sequences.ts';

/** What was measured of a model. */
export interface Judgement {
  readonly evaluation: Evaluation;
  /** Rollouts at least twice as far as the others; null when not asked for, or the sequences are too short. */
  readonly long: LongEvaluation | null;
  /** Errors on trajectories that were trained on; null when not asked for. */
  readonly training: { readonly mse: number; readonly backwardMse: number } | null;
  readonly films: readonly TaskFilm[];
  /** How far from where they began states of the test end that go 100 frames and back; null when not asked for. */
  readonly returnError: ReturnError | null;
}

/**
 * Measures a checkpoint on unseen sequences.
 *
 * @param options.dt time step of the training data
 * @param options.thorough whether to judge long rollouts, too, and play the first sequence for film strips
 * @param options.training sequences that were trained on, to be judged beside
 * @param options.syMetric so many sequences are judged by SyMetric as well; default 0
 */
export async function judge(
  config: RunConfig,
  checkpoint: Checkpoint,
  sequences: Sequences,
  {
    dt,
    thorough,
    training,
    syMetric = 0,
  }: {
    readonly dt: number;
    readonly thorough: boolean;
    readonly training?: Sequences;
    readonly syMetric?: number;
  },
): Promise<Judgement> {
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const parameters = trainer.judgedParameters(checkpoint.state);
  const { protocol } = config;
  const engine = await prepareEngine(config);
  const options = { dt, protocol, ...engine };
  const on = (judged: Sequences) => evaluate(model, trainer, parameters, judged, { ...options, horizon });
  const evaluation = await on(sequences);
  const reach = longHorizon(sequences, config.model.inputFrames, dt);
  const trained = training && (await on(firstTrajectories(training, sequences.trajectories)));
  return {
    evaluation,
    long:
      thorough && reach >= 2 * horizon
        ? await evaluateLong(model, trainer, parameters, sequences, {
            ...options,
            horizon: reach,
            syMetric,
          })
        : null,
    training: trained ? { mse: trained.mse, backwardMse: trained.backwardMse } : null,
    films: thorough
      ? await playTasks(model, trainer, parameters, sequences, {
          trajectory: 0,
          stateAt: protocol.stateAt,
          horizon,
          dt,
          ...engine,
        })
      : [],
    returnError: thorough
      ? await judgeReturn(createGenerator(model, trainer, parameters, engine), sequences, dt)
      : null,
  };
}

/** Sequences whose states are sent there and back. */
const returning = 16;

/** Sends states of the first sequences there and back, at the time step of the training. */
async function judgeReturn(generator: Generator, sequences: Sequences, dt: number): Promise<ReturnError> {
  const stride = Math.round(dt / sequences.dt);
  const { inputFrames } = generator.model.config;
  const inputs = Array.from({ length: inputFrames }, (_, k) => k * stride);
  const chosen = Array.from({ length: Math.min(returning, sequences.trajectories) }, (_, i) => i);
  try {
    const { q, p } = await generator.encode(pickFrames(sequences, chosen, inputs));
    return await returnError(generator, { q, p }, { dt });
  } finally {
    await generator.dispose();
  }
}

/** Writes figures/ (in the colours of `theme` if given), evaluation.json and report.html of a run. */
export async function writeReport(
  paths: RunPaths,
  config: RunConfig,
  record: RunRecord,
  { evaluation, long, training, films, returnError: returning }: Judgement,
  theme?: Mode,
): Promise<void> {
  const data = { config, record, evaluation, long, films, metrics: await readMetrics(paths.metrics) };
  const figures = drawFigures(data);
  await mkdir(paths.figures, { recursive: true });
  for (const [name, figure] of Object.entries<SvgNode>({ ...figures })) {
    await writeFileAtomic(join(paths.figures, `${name}.svg`), svgFile(figure, theme));
  }
  const { tasks } = evaluation;
  const document = {
    ...evaluationDocument(evaluation),
    tasks,
    training: training ?? (await earlierTraining(paths.evaluation)),
    long,
    returnError: returning,
  };
  await writeFileAtomic(paths.evaluation, `${JSON.stringify(document, undefined, 2)}\n`);
  await writeFileAtomic(paths.report, reportPage(data, figures));
}

/** Errors on trained trajectories that an earlier report of the same run holds: `hgn evaluate` does not measure them. */
async function earlierTraining(path: string): Promise<Judgement['training']> {
  if (!existsSync(path)) return null;
  const { training } = JSON.parse(await readFile(path, 'utf8')) as Partial<Pick<Judgement, 'training'>>;
  return training ?? null;
}
