import { merge } from '../config/overrides.ts';
import { type Experiment, loadGrid } from '../experiment/load.ts';
import { type ColumnSpec, experimentSchema } from '../experiment/schema.ts';
import { defaultColumns } from '../experiment/table/columns.ts';
import type { Io } from '../io.ts';
import { type Point, pointsOf, valuesOf } from './search/points.ts';
import { type Search, searchSchema } from './search/schema.ts';

/** The file of a sweep: that of an experiment, and what is searched. */
export const sweepSchema = experimentSchema.extend({ search: searchSchema.exactOptional() });

/** A sweep: an experiment whose models are the points of a search. */
export interface Sweep {
  readonly experiment: Experiment;
  /** Absent where the file is that of a plain experiment. */
  readonly search: Search | undefined;
  /** The values of each model of the experiment, by its name. */
  readonly points: ReadonlyMap<string, Point>;
  /** Path of the number that is to be small, in a trial's record. */
  readonly objective: string;
}

const defaultObjective = 'evaluation.mse';

/**
 * Reads the file of a sweep; one without `search` is the experiment that it describes.
 *
 * @throws UsageError as `loadExperiment`
 */
export async function loadSweep(shown: string, io: Pick<Io, 'cwd'>): Promise<Sweep> {
  const { search, ...experiment } = await loadGrid(shown, sweepSchema, io);
  if (search === undefined) {
    return { experiment, search, points: new Map(), objective: defaultObjective };
  }
  const drawn = pointsOf(search);
  const digits = String(drawn.length).length;
  const nameOf = (model: string, index: number): string =>
    `${model} ${String(index + 1).padStart(digits, '0')}`;
  const points = new Map<string, Point>();
  const models = experiment.models.flatMap((model) =>
    drawn.map((point, index) => {
      const values = valuesOf(point);
      const name = nameOf(model.name, index);
      points.set(name, point);
      const own = Object.entries(model.systems ?? {}).map(
        ([system, set]) => [system, merge(set, values)] as const,
      );
      return { ...model, name, set: merge(model.set ?? {}, values), systems: Object.fromEntries(own) };
    }),
  );
  const skip = (experiment.skip ?? []).flatMap((part) =>
    part.model === undefined
      ? [part]
      : drawn.map((_, index) => ({ ...part, model: nameOf(part.model ?? '', index) })),
  );
  const searched = Object.keys(search.over).map((name): ColumnSpec => ({
    label: name,
    value: `config.${name}`,
  }));
  const columns =
    experiment.columns === defaultColumns ? [...searched, ...defaultColumns] : experiment.columns;
  return {
    experiment: { ...experiment, models, skip, columns },
    search,
    points,
    objective: search.objective ?? defaultObjective,
  };
}
