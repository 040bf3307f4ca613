import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { describeIssue } from '../config/describeIssue.ts';
import { isPlainObject } from '../config/overrides.ts';
import { readYaml } from '../config/yamlFile.ts';
import { UsageError } from '../errors.ts';
import { readBounded } from '../files/readBounded.ts';
import type { Io } from '../io.ts';
import { suggestion } from '@hgn/options';
import { defaultColumns } from './table/columns.ts';
import { experimentSchema, type ExperimentFile } from './schema.ts';

/** An experiment as its file describes it, and where it lies. */
export interface Experiment extends ExperimentFile {
  /** The file as the user wrote it. */
  readonly shown: string;
  /** Folder of the trial records. */
  readonly trialFolder: string;
  /** Path of the tables without ending. */
  readonly tablePath: string;
  readonly columns: NonNullable<ExperimentFile['columns']>;
}

/**
 * Reads the file of an experiment.
 *
 * @throws UsageError naming the line, key, value and nearest valid name when anything is unknown, missing or wrong
 */
export async function loadExperiment(shown: string, io: Pick<Io, 'cwd'>): Promise<Experiment> {
  return loadGrid(shown, experimentSchema, io);
}

/**
 * Reads a file that describes an experiment and maybe more, by a schema that has its keys.
 *
 * @throws UsageError as `loadExperiment`
 */
export async function loadGrid<File extends ExperimentFile>(
  shown: string,
  schema: z.ZodType<File>,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<File & Experiment> {
  const file = resolve(cwd, shown);
  const yaml = readYaml(
    { name: shown, text: (await readBounded(file, shown, { isNamed: true })).toString() },
    'seeds: [1, 2, 3]',
  );
  const content = withSystemGroups(yaml.content);
  const result = schema.safeParse(content);
  if (!result.success) {
    const { path, message } = describeIssue(result.error.issues[0], content, schema);
    const line = yaml.lineOf(path);
    throw new UsageError(`${shown}${line === undefined ? '' : `:${line}`}: ${message}`);
  }
  const experiment = {
    ...result.data,
    shown,
    trialFolder: resolve(dirname(file), result.data.trials ?? join(result.data.name, 'trials')),
    tablePath: resolve(dirname(file), result.data.tables ?? result.data.name),
    columns: result.data.columns ?? defaultColumns,
  };
  checkNames(experiment);
  return experiment;
}

/** `systems: [pendulum]` means `systems: [{ system: pendulum }]`. */
function withSystemGroups(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { systems } = content;
  if (!Array.isArray(systems)) return { ...content };
  return {
    ...content,
    systems: systems.map((entry: unknown) => (isPlainObject(entry) ? entry : { system: entry })),
  };
}

/** What tables call a system. */
export const systemName = ({ system, name }: ExperimentFile['systems'][number]): string => name ?? system;

/** Every name that stands for a system, model or column must be one. */
function checkNames(experiment: Experiment): void {
  const { shown } = experiment;
  const systems = experiment.systems.map(systemName);
  const models = experiment.models.map(({ name }) => name);
  const columns = experiment.columns.map(({ label }) => label);
  const known = (what: string, name: string | undefined, names: readonly string[]): void => {
    if (name === undefined || names.includes(name)) return;
    throw new UsageError(
      `${shown}: ${what}: ${JSON.stringify(name)} is not in the grid${suggestion(name, names)}`,
    );
  };
  for (const { name, systems: own = {} } of experiment.models) {
    for (const system of Object.keys(own)) known(`systems of the model ${name}`, system, systems);
  }
  for (const { system, model, seed } of experiment.skip ?? []) {
    known('skip', system, systems);
    known('skip', model, models);
    known('skip', seed === undefined ? undefined : String(seed), experiment.seeds.map(String));
  }
  for (const { label, beside, values } of experiment.references ?? []) {
    known(`beside of the reference ${label}`, beside, columns);
    for (const [system, byModel] of Object.entries(values)) {
      known(`values of the reference ${label}`, system, systems);
      for (const model of Object.keys(byModel)) known(`values of the reference ${label}`, model, models);
    }
  }
  for (const [what, names] of [
    ['columns', columns],
    ['seeds', experiment.seeds.map(String)],
  ] as const) {
    const twice = names.find((each, i) => names.indexOf(each) !== i);
    if (twice !== undefined) throw new UsageError(`${shown}: ${what}: ${twice} is there twice`);
  }
}
