import { hamiltonianMlp } from '../problems/hamiltonianMlp.ts';
import type { Problem } from '../problems/problem.ts';
import { quickstartHgn } from '../problems/quickstart.ts';

/** One quantity of a training step that grows while everything else stays. */
export interface Curve {
  readonly title: string;
  readonly values: readonly number[];
  readonly make: (value: number) => Problem;
}

const doubling = (from: number, to: number): number[] => (from > to ? [] : [from, ...doubling(2 * from, to)]);

/** What costs are measured against. The Hamiltonian MLP is 2-128-128-1, 10 leapfrog steps and batch 64 where not varied. */
export const curves = {
  batch: { title: 'batch of the MLP', values: doubling(1, 1024), make: (batch) => hamiltonianMlp(batch) },
  steps: {
    title: 'leapfrog steps of the MLP',
    values: [5, 10, 20, 40, 80, 160, 240],
    make: (steps) => hamiltonianMlp(64, { steps }),
  },
  state: {
    title: 'numbers in a state of the MLP',
    values: doubling(2, 512),
    make: (state) => hamiltonianMlp(64, { state }),
  },
  image: {
    title: 'image side, HGN on pixels, batch 4',
    values: [16, 32, 48, 64, 96, 128],
    make: (side) => quickstartHgn({ side, batchSize: 4 }),
  },
} as const satisfies Readonly<Record<string, Curve>>;

export type CurveName = keyof typeof curves;

/** The training step at one point of a curve. */
export const problemAt = (curve: CurveName, value: number): Problem => curves[curve].make(value);
