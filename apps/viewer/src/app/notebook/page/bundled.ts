import type { RunnableCell } from '../runtime/cellRuntime.ts';

/** A part of a notebook that was compiled with the app. */
export type BundledPart =
  | { readonly id: string; readonly kind: 'prose'; readonly html: string }
  | {
      readonly id: string;
      readonly kind: 'code';
      readonly source: string;
      readonly isOpen: boolean;
      readonly cell: RunnableCell;
    };

/** A notebook that comes with the app. */
export interface BundledNotebook {
  readonly title: string;
  /** The file as it is. */
  readonly text: string;
  readonly parts: readonly BundledPart[];
}

/** What a list says of a notebook that comes with the app. */
export interface BundledEntry {
  /** Part of its address. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly load: () => Promise<BundledNotebook>;
}

/** The notebooks that come with the app, in the order in which they are read. */
export const bundledNotebooks: readonly BundledEntry[] = [
  {
    id: 'which-integrator',
    title: 'Which integrator?',
    summary: 'Order and drift of six methods, measured while you watch.',
    load: () => import('../../notebooks/which-integrator.html?notebook'),
  },
  {
    id: 'systems',
    title: 'The systems and their cameras',
    summary: 'What moves, by which energy, and how little of it the camera sees.',
    load: () => import('../../notebooks/systems.html?notebook'),
  },
  {
    id: 'trained-run',
    title: 'A trained run, end to end',
    summary: 'Five frames in, a state inferred, its future and its past painted.',
    load: () => import('../../notebooks/trained-run.html?notebook'),
  },
  {
    id: 'comparing-models',
    title: 'Comparing models',
    summary: 'The same frames to every run: whose future stays true, and for how long?',
    load: () => import('../../notebooks/comparing-models.html?notebook'),
  },
  {
    id: 'hamiltonian-flow',
    title: 'A density learnt by a Hamiltonian flow',
    summary: 'A Neural Hamiltonian Flow that learns in this page, step by step.',
    load: () => import('../../notebooks/hamiltonian-flow.html?notebook'),
  },
  {
    id: 'hamiltonian-network',
    title: 'What does the Hamiltonian buy?',
    summary: 'A Hamiltonian network races a plain one; both learn while you watch.',
    load: () => import('../../notebooks/hamiltonian-network.html?notebook'),
  },
  {
    id: 'compiler',
    title: 'How the compiler sees a step',
    summary: 'From many small operations to one graph, pass by pass.',
    load: () => import('../../notebooks/compiler.html?notebook'),
  },
  {
    id: 'own-clip',
    title: 'Your own clip',
    summary: 'Show the model a film of yours, and see what it makes of it.',
    load: () => import('../../notebooks/own-clip.html?notebook'),
  },
];
