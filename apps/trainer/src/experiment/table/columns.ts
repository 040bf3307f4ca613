import type { ColumnSpec } from '../schema.ts';

const baselines = ['evaluation.baselines.lastFrame', 'evaluation.baselines.meanFrame'];
const below = (task: string): string => `evaluation.tasks.${task}.timesBelowBaseline`;

/** What a table shows unless the file of the experiment says otherwise; numbers that a trial lacks are a dash. */
export const defaultColumns: readonly ColumnSpec[] & ColumnSpec[] = [
  { label: 'train MSE', unit: 'x 1e4', value: 'evaluation.training.mse', scale: 1e4 },
  {
    label: 'test MSE',
    unit: 'x 1e4',
    value: 'evaluation.mse',
    scale: 1e4,
    main: true,
    compares: 'MSE x 1e4',
  },
  { label: 'better baseline', unit: 'MSE x 1e4', value: baselines, scale: 1e4 },
  { label: 'forward', unit: 'times below', value: below('forward'), main: true },
  { label: 'ten times below', unit: 'frames of 30', value: 'evaluation.tasks.forward.tenfoldFrames' },
  { label: 'backward', unit: 'times below', value: below('backward'), main: true },
  { label: 'double speed', unit: 'times below', value: below('doubleSpeed'), main: true },
  { label: 'half speed', unit: 'times below', value: below('halfSpeed'), main: true },
  { label: 'backward MSE', unit: 'x 1e4', value: 'evaluation.backwardMse', scale: 1e4 },
  { label: 'VPT', unit: 'frames', value: 'evaluation.long.forward.validFrames' },
  { label: 'variance of H', value: 'evaluation.long.energy.variance' },
  { label: 'energy drift', unit: '%', value: 'evaluation.energyDrift', scale: 100 },
  { label: 'training', unit: 'minutes', value: 'timings.trainingSeconds', scale: 1 / 60 },
];
