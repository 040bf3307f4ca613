import { hamiltonianMlp } from '../problems/hamiltonianMlp.ts';
import type { Problem } from '../problems/problem.ts';
import { quickstartHgn } from '../problems/quickstart.ts';

/** What is trained in a page: problems that need no file. */
export const pageProblems: Readonly<Record<string, () => Problem>> = {
  'mlp-64': () => hamiltonianMlp(64),
  quickstart: () => quickstartHgn(),
};

/** What the page is to begin. */
export interface PageSetup {
  readonly problem: string;
  readonly threads: number;
}
