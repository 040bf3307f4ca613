import { z } from 'zod';
import { mostTrials } from '../../experiment/plan.ts';

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()]);

const dimension = z.union([
  z
    .strictObject({
      from: z.number(),
      to: z.number(),
      /** How values lie between the ends; default linear. */
      scale: z.enum(['linear', 'log']).exactOptional(),
      /** Whole numbers alone, both ends among them. */
      whole: z.boolean().exactOptional(),
      /** Values of a grid, the ends among them; default 3. */
      points: z.number().int().min(1).max(1000).exactOptional(),
    })
    .refine(({ from, to }) => from < to, 'a range whose end is above its start')
    .refine(({ from, scale }) => scale !== 'log' || from > 0, 'a range above 0, for a scale of logarithms')
    .refine(
      ({ from, to, whole }) => whole !== true || (Number.isInteger(from) && Number.isInteger(to)),
      'a range between whole numbers',
    ),
  z.strictObject({ choices: z.array(scalar).min(1).max(1000) }),
]);

/** A configuration key's range or choices. */
export type Dimension = z.infer<typeof dimension>;

/** What a sweep searches, and how: the group `search` in its file. */
export const searchSchema = z
  .strictObject({
    method: z.enum(['grid', 'random', 'latin-hypercube', 'successive-halving', 'asha']),
    /** Points to draw; a grid has as many as it has. */
    trials: z.number().int().min(1).max(mostTrials).exactOptional(),
    /** Seed of the drawing; default 0. */
    seed: z.number().int().min(0).max(0xffffffff).exactOptional(),
    /** Keys of a run's configuration, `optimiser.learningRate`, and what they may be. */
    over: z
      .record(z.string().regex(/^\w+(\.\w+)*$/, 'a key such as optimiser.learningRate'), dimension)
      .refine((over) => Object.keys(over).length > 0, 'at least one key'),
    /** Path of the number in a trial's record that is to be small; default `evaluation.mse`. */
    objective: z.string().min(1).exactOptional(),
    /** Steps after which halving methods look first; default a ninth of all. */
    firstLook: z.number().int().min(1).exactOptional(),
    /** One in so many goes on from look to look, for so many times the steps; default 3. */
    factor: z.number().int().min(2).max(10).exactOptional(),
  })
  .refine(({ method, trials }) => method === 'grid' || trials !== undefined, {
    path: ['trials'],
    message: 'a count of trials, unless the method is grid',
  })
  .refine(({ method, trials }) => method !== 'grid' || trials === undefined, {
    path: ['trials'],
    message: 'left out for a grid, whose points say how many there are',
  });

/** See {@link searchSchema}. */
export type Search = z.infer<typeof searchSchema>;

/** Whether a search stops most of its trials early. */
export const isHalving = ({ method }: Search): boolean =>
  method === 'asha' || method === 'successive-halving';
