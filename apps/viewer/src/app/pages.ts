import type { Page } from './page.ts';
import { playKeys } from './run/playKeys.ts';

/** One kind of page. */
export interface PageEntry {
  /** Path after `#/`; `:name` stands for one part of any text. */
  readonly pattern: string;
  /** Title of the window. */
  readonly title: string;
  /** Word in the bar at the top; absent for pages that are reached otherwise. */
  readonly bar?: string;
  /** Names of the state that may stand in the address; `name.*` allows all that begin so. Others are refused. */
  readonly keys: readonly string[];
  readonly load: () => Promise<Page>;
}

/** All pages. Each is loaded when it is first visited. */
export const pages: readonly PageEntry[] = [
  {
    pattern: '',
    title: 'Runs',
    bar: 'Runs',
    keys: [],
    load: async () => (await import('./home/homePage.ts')).homePage,
  },
  {
    pattern: 'run/:id',
    title: 'Run',
    keys: playKeys,
    load: async () => (await import('./run/runPage.ts')).runPage,
  },
  {
    pattern: 'compare',
    title: 'Compare',
    bar: 'Compare',
    keys: ['run', 'film', 'curve', 'curves', 'sort'],
    load: async () => (await import('./compare/comparePage.ts')).comparePage,
  },
  {
    pattern: 'graph',
    title: 'What the compiler sees',
    bar: 'Compiler',
    keys: ['of', 'run', 'pass', 'with', 'side', 'part', 'node'],
    load: async () => (await import('./graph/graphPage.ts')).graphPage,
  },
  {
    pattern: 'notebook',
    title: 'Notebooks',
    bar: 'Notebooks',
    keys: [],
    load: async () => (await import('./notebook/page/notebooksPage.ts')).notebooksPage,
  },
  {
    pattern: 'notebook/:id',
    title: 'Notebook',
    keys: [],
    load: async () => (await import('./notebook/page/notebookPage.ts')).notebookPage,
  },
];
