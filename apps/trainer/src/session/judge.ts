import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { createModel, createTrainer, evaluate, type Evaluation, type Sequences } from '@hgn/model';
import { type SvgNode, toSvgString } from '@hgn/viz';
import type { RunConfig } from '../config/schema.ts';
import { playTasks, type TaskFilm } from '../report/films.ts';
import { drawFigures, reportPage } from '../report/report.ts';
import { evaluationDocument } from '../report/summary.ts';
import type { RunPaths } from '../runs/layout.ts';
import type { RunRecord } from '../runs/record.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import type { Checkpoint } from './checkpoint.ts';
import { prepareEngine } from './engine.ts';
import { readMetrics } from './metrics.ts';
import { horizon } from './sequences.ts';

/** What was measured of a model. */
export interface Judgement {
  readonly evaluation: Evaluation;
  readonly films: readonly TaskFilm[];
}

/**
 * Measures a checkpoint on unseen sequences; `films` plays the first of them when asked for.
 *
 * @param options.dt time step of the training data
 */
export async function judge(
  config: RunConfig,
  checkpoint: Checkpoint,
  sequences: Sequences,
  { dt, films }: { readonly dt: number; readonly films: boolean },
): Promise<Judgement> {
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const parameters = trainer.judgedParameters(checkpoint.state);
  const options = await prepareEngine(config);
  const evaluation = await evaluate(model, trainer, parameters, sequences, {
    dt,
    protocol: config.protocol,
    horizon,
    ...options,
  });
  return {
    evaluation,
    films: films
      ? await playTasks(model, trainer, parameters, sequences, {
          trajectory: 0,
          dt,
          stateAt: config.protocol.stateAt,
          horizon,
          ...options,
        })
      : [],
  };
}

/** Writes figures/, evaluation.json and report.html of a run. */
export async function writeReport(
  paths: RunPaths,
  config: RunConfig,
  record: RunRecord,
  { evaluation, films }: Judgement,
): Promise<void> {
  const data = { config, record, evaluation, films, metrics: await readMetrics(paths.metrics) };
  const figures = drawFigures(data);
  await mkdir(paths.figures, { recursive: true });
  for (const [name, figure] of Object.entries<SvgNode>({ ...figures })) {
    await writeFileAtomic(join(paths.figures, `${name}.svg`), toSvgString(figure));
  }
  const { tasks } = evaluation;
  const document = { ...evaluationDocument(evaluation), tasks };
  await writeFileAtomic(paths.evaluation, `${JSON.stringify(document, undefined, 2)}\n`);
  await writeFileAtomic(paths.report, reportPage(data, figures));
}
