import {
  neuralHamiltonianFlow,
  neuralSplineFlow,
  realNVP,
  type Flow,
  type FlowConfig,
  type TargetName,
} from '@hgn/flow';

/** The flows of the study: about as many parameters in each. */
export const flows = {
  NHF: neuralHamiltonianFlow({
    features: 2,
    blocks: 8,
    steps: 1,
    hidden: [30, 30],
    encoder: { hidden: [64, 64] },
  }),
  'FK-NHF': neuralHamiltonianFlow({
    features: 2,
    kinetic: 'diagonal',
    blocks: 8,
    steps: 1,
    hidden: [43, 43],
    encoder: { hidden: [64, 64] },
  }),
  RealNVP: realNVP({ features: 2, layers: 6, hidden: [57, 57] }),
  'neural spline': neuralSplineFlow({ features: 2, layers: 4, hidden: [61, 61] }),
} as const satisfies Readonly<Record<string, Flow>>;

/** The name of a flow of the study. */
export type FlowName = keyof typeof flows;

/** The densities of the study. */
export const targetNames = [
  'eightGaussians',
  'twoMoons',
  'checkerboard',
] as const satisfies readonly TargetName[];

/** How every flow is trained and judged. */
export const protocol = {
  trainingSamples: 50_000,
  steps: 4000,
  batchSize: 256,
  learningRate: 0.01,
  /** Fresh points of every trial: no flow and no choice of settings has seen them. */
  judgedPoints: 5000,
  importanceSamples: 64,
  /** Samples whose shares of the modes are counted. */
  modeSamples: 10_000,
} as const;

/** One training of one flow on one density. */
export interface Trial {
  readonly target: (typeof targetNames)[number];
  readonly flow: FlowName;
  readonly seed: number;
}

/** Every trial; those of the first seed come first. */
export const trials: readonly Trial[] = [1, 2, 3].flatMap((seed) =>
  targetNames.flatMap((target) => (Object.keys(flows) as FlowName[]).map((flow) => ({ target, flow, seed }))),
);

/** What decides the result of a trial: a record made with other settings is made again. */
export interface Settings {
  readonly flow: FlowConfig | undefined;
  readonly protocol: typeof protocol;
}

/** The settings of a trial as they are now. */
export const settingsOf = ({ flow }: Trial): Settings => ({ flow: flows[flow].config, protocol });

/** The name of a trial's files. */
export const fileName = ({ target, flow, seed }: Trial): string =>
  `${target}-${flow.toLowerCase().replaceAll(' ', '-')}-${seed}`;
