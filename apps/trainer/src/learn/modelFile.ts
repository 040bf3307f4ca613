import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPortHamiltonian, type PortHamiltonianStructure } from '@hgn/model';
import { z } from 'zod';
import { CommandError } from '../errors.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import type { Autoregression } from './baselines.ts';
import type { Learnt } from './forecaster.ts';
import type { Names, Widths } from './series.ts';

/** Everything that forecasts need, as `model.json` holds it. */
export interface SavedModel {
  readonly learnt: Learnt;
  readonly names: Names;
  readonly widths: Widths;
  /** Seconds between points of the grid. */
  readonly dt: number;
  /** Root mean square errors of the training's forecasts, for the band of uncertainty. */
  readonly growth: { readonly times: readonly number[]; readonly errors: readonly (readonly number[])[] };
  /** The baseline that is learnt, fitted to the recordings of the training; files that were written before it have none. */
  readonly autoregression?: Autoregression;
}

const numbers = z.array(z.number());
const schema = z.object({
  format: z.literal('hgn-states'),
  version: z.literal(2),
  names: z.object({
    positions: z.array(z.string()),
    isAngle: z.array(z.boolean()),
    inputs: z.array(z.string()),
  }),
  widths: z.object({ centred: z.number().positive(), past: z.number().positive() }),
  dt: z.number().positive(),
  structure: z.object({
    coordinates: z.array(
      z.object({ name: z.string(), isAngle: z.boolean(), centre: z.number(), range: z.number() }),
    ),
    inputs: z.array(z.string()),
    drive: z.object({ period: z.number().positive(), harmonics: z.number().int().positive() }).optional(),
    massOrder: z.number().int().positive(),
    potentialOrder: z.number().int().positive(),
    mirror: z.boolean(),
    fadingSpeeds: z.array(numbers),
    scales: z.object({ mass: z.number(), speeds: numbers, time: z.number() }),
  }),
  parameters: z.array(z.object({ name: z.string(), value: z.number() })),
  noise: z.object({ measurement: numbers, disturbance: numbers, offset: numbers }),
  growth: z.object({ times: numbers, errors: z.array(numbers) }),
  autoregression: z.object({ stride: z.number().int().positive(), weights: z.array(numbers) }).optional(),
});

const fileOf = (folder: string): string => join(folder, 'model.json');

/** Writes `model.json` into a folder: every parameter with its name. */
export async function writeModel(folder: string, model: SavedModel): Promise<string> {
  const { learnt, names, widths, dt, growth, autoregression } = model;
  const { structure, layout } = learnt.system;
  const content = {
    format: 'hgn-states',
    version: 2,
    names,
    widths,
    dt,
    structure,
    parameters: layout.parameters.map(({ name }, i) => ({ name, value: learnt.parameters[i] })),
    noise: learnt.noise,
    growth,
    autoregression,
  };
  await writeFileAtomic(fileOf(folder), `${JSON.stringify(content, null, 1)}\n`);
  return fileOf(folder);
}

/** Reads `model.json` of a folder. */
export async function readModel(folder: string): Promise<SavedModel> {
  const path = fileOf(folder);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new CommandError(`${path}: must be JSON, but is damaged; learn again`);
    throw error;
  }
  const read = schema.safeParse(content);
  if (!read.success) {
    throw new CommandError(
      `${path}: must be a model of hgn learn, but ${read.error.issues[0].path.join('.')}: ${read.error.issues[0].message}; learn again`,
    );
  }
  const { structure, parameters, noise, names, widths, dt, growth, autoregression } = read.data;
  const { drive, ...rest } = structure;
  const system = createPortHamiltonian({
    ...rest,
    ...(drive && { drive }),
  } satisfies PortHamiltonianStructure);
  const wanted = system.layout.parameters;
  if (wanted.length !== parameters.length || wanted.some(({ name }, i) => name !== parameters[i].name)) {
    throw new CommandError(
      `${path}: must hold the ${wanted.length} parameters of its structure; learn again`,
    );
  }
  const values = Float64Array.from(parameters, ({ value }) => value);
  return {
    ...{ learnt: { system, parameters: values, noise }, names, widths, dt, growth },
    ...(autoregression && { autoregression }),
  };
}
