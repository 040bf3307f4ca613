import { z } from 'zod';

const name = z.string().min(1);
const path = z.string().min(1);
/** Values that differ from the preset, nested as in `hgn train --config`; checked when the trial is resolved. */
const changes = z
  .record(z.string(), z.unknown())
  .refine(
    (values) => ['preset', 'system', 'seed'].every((key) => !Object.hasOwn(values, key)),
    'a group without preset, system and seed, which the grid decides',
  );

const column = z.strictObject({
  label: name,
  /** Written small after the label, such as `x 1e4`. */
  unit: name.exactOptional(),
  /** Path of a number in the record of a trial, such as `evaluation.mse`; of several the smallest counts. */
  value: z.union([path, z.array(path).min(1)]),
  /** What it is multiplied with; default 1. */
  scale: z.number().exactOptional(),
  /** Whether it is among the columns that are seen at once; the first such leads the figure. Default: the first five. */
  main: z.boolean().exactOptional(),
  /** Unit of the column `better baseline` where the two compare, which is then a line in the figure. */
  compares: name.exactOptional(),
});

/** An experiment: the grid of trials, and what its table shows. */
export const experimentSchema = z.strictObject({
  /** Names the folder of the runs, `runs/<name>`. */
  name: z.string().regex(/^[\w-]+$/, 'a word of letters, digits, dashes and underscores'),
  /** Heading of the table; default the name. */
  title: name.exactOptional(),
  /** Markdown above the tables. */
  description: name.exactOptional(),
  /** Markdown below the tables. */
  notes: name.exactOptional(),
  /** Folder of the trial records, from the folder of this file; default `<name>/trials`. */
  trials: path.exactOptional(),
  /** Path of the tables without ending, from the folder of this file; default `<name>`. */
  tables: path.exactOptional(),
  seeds: z.array(z.number().int().min(0).max(0xffffffff)).min(1),
  /** Values for every trial. */
  set: changes.exactOptional(),
  systems: z
    .array(
      z.strictObject({
        system: name,
        /** What tables call it; default the system. */
        name: name.exactOptional(),
        set: changes.exactOptional(),
      }),
    )
    .min(1),
  models: z
    .array(
      z.strictObject({
        name,
        /** Preset that the values start from; default `quickstart`. */
        preset: name.exactOptional(),
        set: changes.exactOptional(),
        /** Values for single systems, by the names of `systems`. */
        systems: z.record(z.string(), changes).exactOptional(),
      }),
    )
    .min(1),
  /** Parts of the grid that are left out. */
  skip: z
    .array(
      z.strictObject({
        system: name.exactOptional(),
        model: name.exactOptional(),
        seed: z.number().int().exactOptional(),
      }),
    )
    .exactOptional(),
  /** Columns of the table; default see `hgn experiment --help`. */
  columns: z.array(column).min(1).exactOptional(),
  /** Published numbers to show beside the measured ones. */
  references: z
    .array(
      z.strictObject({
        label: name,
        unit: name.exactOptional(),
        /** Where the numbers are from. */
        source: name,
        /** Column that it stands beside, by its label; default after the last. */
        beside: name.exactOptional(),
        /** By system, then by model. */
        values: z.record(z.string(), z.record(z.string(), z.union([z.number(), name]))),
      }),
    )
    .exactOptional(),
});

/** See {@link experimentSchema}. */
export type ExperimentFile = z.infer<typeof experimentSchema>;

/** A column of the table. */
export type ColumnSpec = z.infer<typeof column>;
