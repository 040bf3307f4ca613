import type { EngineName } from '@hgn/jit';
import { hamiltonianFlow } from '../problems/hamiltonianFlow.ts';
import { hamiltonianMlp } from '../problems/hamiltonianMlp.ts';
import type { Problem } from '../problems/problem.ts';
import { quickstartHgn } from '../problems/quickstart.ts';

/** What is trained in a page: problems that need no file. */
export const pageProblems: Readonly<Record<string, () => Problem>> = {
  'mlp-16': () => hamiltonianMlp(16),
  'mlp-64': () => hamiltonianMlp(64),
  'mlp-512': () => hamiltonianMlp(512),
  nhf: () => hamiltonianFlow(),
  quickstart: () => quickstartHgn(),
};

/** What the page is to begin. */
export interface PageSetup {
  readonly problem: string;
  readonly threads: number;
  readonly engine: EngineName;
}
