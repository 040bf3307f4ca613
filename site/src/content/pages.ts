/** A page of the site: the Markdown file that it is made of, and where it stands. */
export interface Page {
  /** Relative to the repository's folder. */
  readonly source: string;
  /** Path on the site without extension; `index` is the first page. */
  readonly route: string;
  /** Its name in the menu. */
  readonly title: string;
}

/** A part of the menu. */
export interface Section {
  readonly title: string;
  readonly pages: readonly Page[];
}

const page = (source: string, route: string, title: string): Page => ({ source, route, title });

const packageNames = [
  'integrators',
  'datasets',
  'autodiff',
  'jit',
  'nn',
  'training',
  'model',
  'flow',
  'viz',
  'player',
  'options',
] as const;

/** Everything that stands in the menu and is written by hand, in reading order; references are generated beside it. */
export const sections: readonly Section[] = [
  {
    title: 'Start',
    pages: [
      page('docs/guide/tour.md', 'guide/tour', 'Ten-minute tour'),
      page('docs/guide/hamiltonian-networks.md', 'guide/hamiltonian-networks', 'HGN explained'),
      page('docs/guide/flows.md', 'guide/flows', 'Neural Hamiltonian Flows'),
      page('docs/guide/questions.md', 'guide/questions', 'Questions and errors'),
    ],
  },
  {
    title: 'Guides',
    pages: [
      page('packages/integrators/docs/which-method.md', 'guide/which-integrator', 'Which integrator?'),
      page(
        'packages/integrators/docs/by-problem.md',
        'guide/integrators-by-problem',
        'Integrators by problem',
      ),
      page('docs/learn-from-your-own-data.md', 'guide/own-data', 'Learn from your own data'),
      page('docs/guide/compile.md', 'guide/compile', 'Compile TensorFlow.js'),
      page('docs/guide/extend.md', 'guide/extend', 'Add a system, method, kernel, flow'),
      page('docs/sweeps.md', 'guide/sweeps', 'Sweeps over machines'),
      page('docs/notebooks.md', 'guide/notebooks', 'Write notebooks'),
      page('docs/architecture.md', 'guide/architecture', 'Architecture'),
    ],
  },
  {
    title: 'Coming from',
    pages: [
      page('docs/coming-from/ode-solvers.md', 'coming-from/ode-solvers', 'diffrax, OrdinaryDiffEq.jl, SciPy'),
      page('docs/coming-from/flow-libraries.md', 'coming-from/flow-libraries', 'zuko, nflows'),
      page('docs/coming-from/python-hgn.md', 'coming-from/python-hgn', 'HGN in PyTorch'),
    ],
  },
  {
    title: 'Results',
    pages: [
      page('docs/results.md', 'results/models', 'Learnt from pixels'),
      page('docs/bodies.md', 'results/bodies', 'More bodies'),
      page('docs/toy-sets.md', 'results/toy-sets', 'Toy sets of the suite'),
      page('docs/hard-sets.md', 'results/hard-sets', 'Friction and games'),
      page('docs/ablations.md', 'results/ablations', 'Ablations'),
      page('docs/flows.md', 'results/flows', 'Flows compared'),
    ],
  },
  {
    title: 'Benchmarks',
    pages: [
      page('packages/integrators/BENCHMARKS.md', 'benchmarks/integrators', 'Integrators'),
      page('packages/jit/BENCHMARKS.md', 'benchmarks/jit', 'Compiler'),
      page('packages/datasets/BENCHMARKS.md', 'benchmarks/datasets', 'Data sets'),
      page('packages/flow/BENCHMARKS.md', 'benchmarks/flow', 'Flows'),
      page('packages/model/BENCHMARKS.md', 'benchmarks/model', 'Forecasts from measured states'),
      page('apps/viewer/BENCHMARKS.md', 'benchmarks/viewer', 'The viewer'),
    ],
  },
  {
    title: 'Packages',
    pages: [
      ...packageNames.map((name) => page(`packages/${name}/README.md`, `packages/${name}`, `@hgn/${name}`)),
      page('apps/trainer/README.md', 'packages/trainer', 'hgn, the command'),
      page('apps/viewer/README.md', 'packages/viewer', 'The viewer'),
    ],
  },
  {
    title: 'Reference',
    pages: [page('docs/reference/run-folder.md', 'reference/run-folder', 'Run folder, model.json')],
  },
];

/** The packages whose types the API reference is made of. */
export const documentedPackages: readonly string[] = packageNames;
