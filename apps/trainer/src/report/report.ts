import type { Evaluation, LongEvaluation } from '@hgn/model';
import {
  energyAlongRollouts,
  errorPerFrame,
  filmStrips,
  htmlReport,
  lineChart,
  lossCurves,
  rolloutColours,
  type SvgNode,
} from '@hgn/viz';
import type { RunConfig } from '../config/schema.ts';
import type { RunRecord } from '../runs/record.ts';
import type { LoggedEvaluation, LoggedMetrics } from '../session/loop/metrics.ts';
import { count, duration, short, times } from '../terminal/format.ts';
import type { TaskFilm } from './films.ts';
import { summaryRows, taskLabels, taskNames } from './summary.ts';

/** What a report shows. */
export interface ReportData {
  readonly config: RunConfig;
  readonly record: RunRecord;
  readonly metrics: LoggedMetrics;
  readonly evaluation: Evaluation;
  /** Null when long rollouts were not judged. */
  readonly long: LongEvaluation | null;
  readonly films: readonly TaskFilm[];
}

/** The figures of a run by file name. */
export interface Figures {
  readonly loss: SvgNode;
  /** Only of a run that was evaluated during training. */
  readonly validation?: SvgNode;
  readonly errors: SvgNode;
  /** Only where long rollouts were judged. */
  readonly longErrors?: SvgNode;
  readonly films: SvgNode;
  readonly energy: SvgNode;
}

/** Draws every figure of a run. */
export function drawFigures({ config, record, metrics, evaluation, long, films }: ReportData): Figures {
  const { steps: logged, evaluations } = metrics;
  return {
    ...(evaluations.length === 0 ? {} : { validation: validationErrors(evaluations, record.progress.best) }),
    ...(long && { longErrors: longRollouts(long) }),
    loss: lossCurves(
      {
        steps: logged.map(({ step }) => step),
        terms: [
          { label: 'loss', values: logged.map(({ loss }) => loss) },
          { label: 'pixel MSE', values: logged.map(({ mse }) => mse) },
        ],
      },
      { title: 'Training' },
    ),
    errors: errorPerFrame(
      {
        rollouts: taskNames.map((task) => {
          const { perFrame } = evaluation.tasks[task];
          return {
            label: taskLabels[task],
            error: perFrame.map(({ mse }) => mse),
            times: perFrame.map(({ step }) => step),
            colour: rolloutColours[task],
          };
        }),
        baselines: [
          { label: 'mean frame', error: evaluation.baselines.meanFrame },
          { label: 'last frame', error: evaluation.baselines.lastFrame },
        ],
      },
      { title: 'Error of each unseen frame', xLabel: 'integrator steps from the inferred state' },
    ),
    films: filmStrips(
      {
        ...config.model.image,
        rows: films.flatMap(({ task, truth, model, times: at }) => {
          const group = taskLabels[task];
          return [
            { group, label: 'truth', frames: truth, times: at, colour: rolloutColours.truth },
            {
              group,
              label: 'model',
              frames: model,
              times: at,
              colour: rolloutColours[task],
            },
          ];
        }),
      },
      { title: 'One unseen trajectory' },
    ),
    energy: energyAlongRollouts([{ label: 'learnt H', rollouts: evaluation.energies.slice(0, 8) }], {
      title: 'Learnt energy along forward rollouts',
      timeStep: record.timeStep,
    }),
  };
}

/** The self-contained page `report.html`. */
export function reportPage(data: ReportData, figures: Figures): string {
  const { config, record, evaluation } = data;
  const rows = summaryRows(evaluation);
  const { versions, git, machine } = record;
  return htmlReport({
    title: `${config.system}, learnt from pixels`,
    subtitle: `Preset ${config.preset}: ${record.parameters.toLocaleString('en')} parameters, ${count(record.progress.step, 'step')} of ${config.training.batchSize} sequences in ${duration(record.trainingSeconds)} (${record.engine}, ${count(machine.cores, 'core')}), seed ${config.seed}.`,
    highlights: [
      ...rows.map(({ task, timesBelowBaseline, mse }) => ({
        value: times(timesBelowBaseline).replace('x', '×'),
        label: taskLabels[task],
        note: `below the better baseline; MSE ${short(mse)}`,
      })),
      ...(evaluation.energyDrift === null
        ? []
        : [
            {
              value: `${short(100 * evaluation.energyDrift)} %`,
              label: 'energy drift',
              note: 'of its spread over trajectories',
            },
          ]),
    ],
    sections: [
      {
        title: 'Unseen frames',
        text: 'Mean squared error per pixel value over unseen trajectories, beside two predictors that know no physics. Backward in time means frames earlier than the ones that were shown.',
        table: {
          columns: ['rollout', 'model', 'repeat last frame', 'mean frame', 'times below the better'],
          rows: rows.map((row) => [
            taskLabels[row.task],
            row.mse,
            row.lastFrame,
            row.meanFrame,
            row.timesBelowBaseline,
          ]),
        },
        figures: [{ figure: figures.errors }],
      },
      ...(data.long === null || figures.longErrors === undefined
        ? []
        : [
            { title: 'Long rollouts', text: longWords(data.long), figures: [{ figure: figures.longErrors }] },
          ]),
      {
        title: 'Film strips',
        text: `Time is counted in frames of the training data from the frame whose state was inferred; the model saw ${config.model.inputFrames} frames around it.`,
        figures: [{ figure: figures.films, wide: true }],
      },
      {
        title: 'Energy and training',
        text: trainingWords(record.progress),
        figures: [
          figures.energy,
          figures.loss,
          ...(figures.validation === undefined ? [] : [figures.validation]),
        ],
      },
    ],
    footer: [
      `hgn ${versions.hgn}, Node ${versions.node}`,
      ...(git === null ? [] : [`revision ${git.revision.slice(0, 10)}${git.modified ? ' (modified)' : ''}`]),
      machine.processor,
      record.updated,
    ].join(' · '),
  });
}

const validated = [
  ['forward', 'mse'],
  ['backward', 'backwardMse'],
  ['doubleSpeed', 'doubleSpeedMse'],
  ['halfSpeed', 'halfSpeedMse'],
] as const;

/** The errors of the evaluations during training, and which of them was the best. */
function validationErrors(
  evaluations: readonly LoggedEvaluation[],
  best: RunRecord['progress']['best'],
): SvgNode {
  const x = evaluations.map(({ step }) => step);
  return lineChart(
    validated.map(([task, name]) => ({
      label: taskLabels[task],
      colour: rolloutColours[task],
      x,
      y: evaluations.map((evaluation) => evaluation[name] ?? NaN),
      points: true,
    })),
    {
      title: 'Validation error during training',
      xLabel: best === null ? 'step' : `step (best forward error at step ${best.step})`,
      yLabel: 'pixel MSE',
      yScale: 'log',
      integerX: true,
    },
  );
}

function trainingWords({ rollbacks, stoppedEarly, step }: RunRecord['progress']): string[] {
  return [
    ...(rollbacks === 0
      ? []
      : [
          `Training diverged and was rolled back ${count(rollbacks, 'time')}, each with half the learning rate.`,
        ]),
    ...(stoppedEarly ? [`Training stopped early, at step ${step}: evaluations no longer improved.`] : []),
  ];
}

/** The errors of rollouts far beyond the trained horizon. */
function longRollouts({ forward, backward }: LongEvaluation): SvgNode {
  return errorPerFrame(
    {
      rollouts: (['forward', 'backward'] as const).map((task) => {
        const { perFrame } = task === 'forward' ? forward : backward;
        return {
          label: taskLabels[task],
          error: perFrame.map(({ mse }) => mse),
          times: perFrame.map(({ step }) => step),
          colour: rolloutColours[task],
        };
      }),
      baselines: [
        { label: 'mean frame', error: forward.baselines.meanFrame },
        { label: 'last frame', error: forward.baselines.lastFrame },
      ],
    },
    { title: 'Error far beyond the trained frames', xLabel: 'integrator steps from the inferred state' },
  );
}

function longWords({ horizon, forward, backward, clock }: LongEvaluation): string {
  const valid = `Over ${horizon} frames, a typical rollout is valid for ${short(forward.validFrames)} frames forward and ${short(backward.validFrames)} backward (until the squared error of a frame exceeds 2.5 % of its square).`;
  if (clock === null || clock.judged === 0) return valid;
  return `${valid} The period of the latent orbit is ${short(clock.ratio)} times that of the system, in ${count(clock.judged, 'trajectory', 'trajectories')} that show both.`;
}
