import { average, type TrialRecord } from './runTrial.ts';
import type { TabularRecord } from './tabular.ts';
import { flows, protocol, targetNames, trials, type FlowName } from './trials.ts';

const names = Object.keys(flows) as FlowName[];
const titles = {
  eightGaussians: 'eight Gaussians',
  twoMoons: 'two moons',
  checkerboard: 'checkerboard',
} as const;

/** The page of the study from its records. */
export function document(records: readonly TrialRecord[], tabular: TabularRecord): string {
  const { trainingSamples, steps, batchSize, learningRate, judgedPoints, importanceSamples, modeSamples } =
    protocol;
  const of = (target: string, flow: string) =>
    records.filter((record) => record.target === target && record.flow === flow);
  const [{ machine }] = records;
  const seeds = [...new Set(records.map(({ seed }) => seed))].length;
  const missing = trials.length - records.length;
  return `# Flows compared

Written by \`npm run bench -- flow-study\` from the records in [flows/](flows/): it trains what is not recorded with its
present settings, one trial after the other, and may be stopped and started again at any time.

## Densities in the plane

Four flows of \`@hgn/flow\` with about as many parameters each, on three densities, ${seeds} seeds. Every flow is trained on
${count(trainingSamples)} samples for ${count(steps)} steps of ${batchSize} with Adam (highest learning rate ${learningRate}, warm-up, cosine). Then
${count(judgedPoints)} fresh points are drawn, other ones for every seed, and the exact log-density of the target at them is compared with
the flow's: the mean of the difference estimates the forward Kullback-Leibler divergence KL(target || flow), 0 for a
perfect flow. For the Hamiltonian flows the density is an importance-weighted estimate with ${importanceSamples} draws of the momentum a
point, which lies a little low and so counts against them. Settings were chosen on points that were judged nowhere here;
more was tried for NHF (number of Hamiltonians, non-linearity, learning rate) than for RealNVP (learning rate, bound of the
scales) and for FK-NHF and splines (nothing).

![Target and learnt densities](flows/densities.svg)

Mean over the seeds ± standard deviation, in nats${missing > 0 ? ` (${missing} of ${trials.length} trials are not recorded yet)` : ''}:

${table(
  ['', ...names, 'NHF minus RealNVP'],
  targetNames.map((target) => {
    const means = Object.fromEntries(
      names.map((flow) => [
        flow,
        average(of(target, flow).map(({ forwardDivergence }) => forwardDivergence)),
      ]),
    );
    return [
      titles[target],
      ...names.map((flow) => spread(of(target, flow).map(({ forwardDivergence }) => forwardDivergence))),
      signed(means.NHF - means.RealNVP),
    ];
  }),
)}

The lower bound that the Hamiltonian flows are trained on, in place of their density:

${table(
  ['', 'NHF', 'FK-NHF'],
  targetNames.map((target) => [
    titles[target],
    ...(['NHF', 'FK-NHF'] as const).map((flow) =>
      spread(of(target, flow).map(({ boundDivergence }) => boundDivergence)),
    ),
  ]),
)}

Size, and seconds of training (median; one thread, on a machine that did other work as well: no benchmark):

${table(
  ['', ...names],
  [
    ['parameters', ...names.map((flow) => count(of('twoMoons', flow)[0].parameters))],
    [
      'seconds',
      ...names.map((flow) =>
        String(
          median(
            records.filter((record) => record.flow === flow).map(({ trainingSeconds }) => trainingSeconds),
          ),
        ),
      ),
    ],
  ],
)}

${machine.cpu}, ${machine.cores} cores, ${machine.system.replace(/^(\S+ \d+\.\d+).*/, '$1')}, Node ${machine.node}.

### Modes

Of ${count(modeSamples)} samples, percent nearest to each of the eight Gaussians (12.5 in truth), the least and the most of all modes
and seeds:

${table(
  ['', 'least', 'most'],
  names.map((flow) => {
    const shares = of('eightGaussians', flow).flatMap(({ modeShares }) => modeShares ?? []);
    return [flow, Math.min(...shares).toFixed(1), Math.max(...shares).toFixed(1)];
  }),
)}

### Inside the Hamiltonian flows

The columns of the figure in Toth et al. (2020): target and learnt density, samples of both, the kinetic and the potential
energy of the last Hamiltonian, how one leapfrog step of it moves q from rest, and how all Hamiltonians together do.

![NHF](flows/hamiltonians.svg)

With the quadratic kinetic energy of Souveton et al. (2023):

![FK-NHF](flows/fixed-kinetic.svg)

## A table of measurements

${tabularSection(tabular)}
`;
}

function tabularSection({ protocol: settings, rows, heldOut, components }: TabularRecord): string {
  const baseline = heldOut['full Gaussian'];
  const lines = Object.entries(heldOut).map(([model, all]) => [
    model,
    spread(all),
    model === 'full Gaussian' ? '' : spread(all.map((value, fold) => value - baseline[fold])),
  ]);
  return `${settings.data}: ${rows} complete rows of ${settings.columns.length} columns (${settings.columns.join(', ')}), each value
spread over the unit in which most are given (${settings.units.join(', ')}), since a density of repeated values is infinite.
${settings.folds} folds; held-out log-likelihood in nats per dimension, in units of the data, mean over the folds ± standard
deviation. ${Math.round(100 * settings.validation)} % of the training rows decide when a flow stops and how many components the mixture has (it chose
${components.join(', ')}).

${table(['', 'held-out', 'above the full Gaussian'], lines)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function spread(values: readonly number[]): string {
  const mean = average(values);
  if (values.length === 1) return mean.toFixed(3);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(3)} ± ${Math.sqrt(variance).toFixed(3)}`;
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(3)}`;
const count = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
