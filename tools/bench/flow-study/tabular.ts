import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ndarray, type NdArray } from '@hgn/autodiff';
import {
  fit,
  fitGaussian,
  fitGaussianMixture,
  logDensity,
  neuralHamiltonianFlow,
  neuralSplineFlow,
  realNVP,
  type Distribution,
  type Flow,
} from '@hgn/flow';
import { foldIn, key, permutation, uniform } from '@hgn/nn';
import { average } from './runTrial.ts';

/** Columns of the table and the unit in which most values are given; uniform noise of that width is added. */
const units = {
  Miles_per_Gallon: 0.5,
  Displacement: 1,
  Horsepower: 5,
  Weight_in_lbs: 5,
  Acceleration: 0.5,
} as const;

/** How densities of the table are learnt and compared. */
export const tabularProtocol = {
  data: 'Auto MPG (UCI), as cars.json of vega-datasets',
  columns: Object.keys(units),
  units: Object.values(units),
  folds: 5,
  seed: 1,
  steps: 1500,
  batchSize: 128,
  learningRate: 5e-3,
  /** Share of the training rows by which flows stop and mixtures choose their number of components. */
  validation: 0.15,
  components: [1, 2, 3, 4, 5],
  importanceSamples: 256,
} as const;

const hidden = [32, 32];
const features = tabularProtocol.columns.length;
const flows: Readonly<Record<string, Flow>> = {
  NHF: neuralHamiltonianFlow({ features, blocks: 4, steps: 1, hidden, encoder: { hidden } }),
  'FK-NHF': neuralHamiltonianFlow({
    features,
    kinetic: 'diagonal',
    blocks: 4,
    steps: 1,
    hidden,
    encoder: { hidden },
  }),
  RealNVP: realNVP({ features, layers: 6, hidden }),
  'neural spline': neuralSplineFlow({ features, layers: 2, hidden }),
};

const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** Mean held-out log-likelihood of each model in each fold, in nats per dimension and units of the data. */
export interface TabularRecord {
  readonly protocol: typeof tabularProtocol;
  readonly rows: number;
  readonly heldOut: Readonly<Record<string, readonly number[]>>;
  /** Components that the mixture of each fold chose. */
  readonly components: readonly number[];
}

/** Learns and judges every model in every fold. */
export async function runTabular(log: (line: string) => void): Promise<TabularRecord> {
  const { folds, seed, steps, batchSize, learningRate, validation, importanceSamples } = tabularProtocol;
  const table = carsTable();
  const [rows] = table.shape;
  const order = permutation(foldIn(key(seed), 'folds'), rows);
  const heldOut: Record<string, number[]> = {};
  const components: number[] = [];
  const keep = (model: string, logProb: Float32Array) =>
    (heldOut[model] ??= []).push(Math.round((1e4 * average(logProb)) / features) / 1e4);
  for (let fold = 0; fold < folds; fold++) {
    const test = rowsOf(
      table,
      order.filter((_, i) => i % folds === fold),
    );
    const training = rowsOf(
      table,
      order.filter((_, i) => i % folds !== fold),
    );
    keep('full Gaussian', await logDensity(fitGaussian(training), test, engine));
    const mixture = await chosenMixture(training);
    components.push(mixture.components);
    keep('mixture of Gaussians', await logDensity(mixture.density, test, engine));
    for (const [name, flow] of Object.entries(flows)) {
      const options = { steps, batchSize, learningRate, validation, seed: seed + fold, ...engine };
      const trained = await fit(flow, training, options);
      keep(name, await trained.logProb(test, { importanceSamples }));
      await trained.dispose();
    }
    log(
      `fold ${fold + 1}/${folds}: ${Object.entries(heldOut)
        .map(([name, all]) => `${name} ${all[fold]}`)
        .join(', ')}`,
    );
  }
  return { protocol: tabularProtocol, rows, heldOut, components };
}

/** The mixture whose number of components the validation rows like best, fitted again to all rows. */
async function chosenMixture(training: NdArray): Promise<{ components: number; density: Distribution }> {
  const [rows] = training.shape;
  const unseen = Math.round(tabularProtocol.validation * rows);
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const [judging, learning] = [rowsOf(training, all.slice(0, unseen)), rowsOf(training, all.slice(unseen))];
  const make = (samples: NdArray, components: number) =>
    fitGaussianMixture(samples, { components, seed: 1, regularisation: 1e-3 });
  let best = { components: 0, likelihood: -Infinity };
  for (const components of tabularProtocol.components) {
    const likelihood = average(await logDensity(make(learning, components), judging, engine));
    if (likelihood > best.likelihood) best = { components, likelihood };
  }
  return { components: best.components, density: make(training, best.components) };
}

/** The complete rows of the table, each value spread over its unit. */
function carsTable(): NdArray {
  const main = pathToFileURL(createRequire(import.meta.url).resolve('vega-datasets'));
  const file = new URL('../data/cars.json', main);
  const cars = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>[];
  const complete = cars
    .map((car) => tabularProtocol.columns.map((column) => car[column]))
    .filter((row): row is number[] => row.every((value) => typeof value === 'number'));
  const noise = uniform(foldIn(key(tabularProtocol.seed), 'noise'), [complete.length, features]).data;
  const data = Float32Array.from(
    complete.flat(),
    (value, i) => value + tabularProtocol.units[i % features] * (noise[i] - 0.5),
  );
  return ndarray(data, [complete.length, features]);
}

function rowsOf({ data, shape }: NdArray, rows: Int32Array): NdArray {
  const width = shape[1];
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) =>
    chosen.set((data as Float32Array).subarray(row * width, (row + 1) * width), i * width),
  );
  return ndarray(chosen, [rows.length, width]);
}
