import { neuralHamiltonianFlow, neuralSplineFlow, type Flow } from '@hgn/flow';
import type { TrainingSettings } from './judge.ts';

/** A flow for so many columns, of about 21 000 parameters for two of them, and the training that suits it. */
export interface FlowContestant {
  readonly make: (features: number) => Flow;
  readonly training: TrainingSettings;
}

/** The flows by the name that the command line takes; the first is what the others are held against. */
export const contestants = {
  spline: {
    make: (features) => neuralSplineFlow({ features, layers: 4, hidden: [61, 61] }),
    training: { learningRate: 0.02 },
  },
  paper: {
    make: (features) =>
      neuralHamiltonianFlow({
        features,
        blocks: 8,
        steps: 1,
        hidden: [30, 30],
        encoder: { hidden: [64, 64] },
      }),
    training: { learningRate: 0.02 },
  },
  sharp: {
    make: (features) =>
      neuralHamiltonianFlow({
        features,
        preset: 'sharp',
        hidden: [42, 42],
        encoder: { hidden: [66, 66] },
      }),
    training: { learningRate: 0.04 },
  },
  coordinates: {
    make: (features) =>
      neuralHamiltonianFlow({
        features,
        preset: 'sharp',
        blocks: 5,
        hidden: [30, 30],
        kinetic: 'network',
        linear: true,
        prior: { kind: 'gaussian' },
        encoder: { kind: 'fullGaussian', hidden: [48, 48], waves: [2, 5, 12] },
        coordinates: { layers: 4 },
      }),
    training: { learningRate: 0.01 },
  },
} as const satisfies Readonly<Record<string, FlowContestant>>;

/** The name of one. */
export type ContestantName = keyof typeof contestants;
