import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { presets } from '@hgn/model';
import { merge, type PlainObject } from '../config/overrides.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { findSystem } from '../data/systems.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { wantedEngine } from '../session/engine.ts';
import { type Experiment, systemName } from './load.ts';

/** Most trials of one file: looking each up takes about a millisecond. */
export const mostTrials = 5000;

/** One point of the grid. */
export interface Trial {
  /** `mass-spring/hgn-leapfrog/seed-1`. */
  readonly id: string;
  readonly system: string;
  readonly model: string;
  readonly seed: number;
  readonly config: RunConfig;
  /** See {@link configHash}. */
  readonly hash: string;
  /** Its record. */
  readonly file: string;
}

/**
 * Every trial of an experiment, seed by seed: all models and systems once before any twice.
 *
 * @throws UsageError naming the system and model whose values give no configuration, or that would share a record
 */
export function planTrials(experiment: Experiment, io: Pick<Io, 'env'>): Trial[] {
  const { shown, trialFolder, seeds, systems, models, skip = [] } = experiment;
  const count = seeds.length * systems.length * models.length;
  if (count > mostTrials) {
    throw new UsageError(
      `${shown}: asks for ${count} trials, but at most ${mostTrials} are planned at a time; take fewer seeds, systems or models`,
    );
  }
  const trials = seeds.flatMap((seed) =>
    systems.flatMap((entry) =>
      models
        .filter((model) => {
          const point = { system: systemName(entry), model: model.name, seed };
          return !skip.some((part) =>
            (['system', 'model', 'seed'] as const).every(
              (key) => part[key] === undefined || part[key] === point[key],
            ),
          );
        })
        .map((model): Trial => {
          const system = systemName(entry);
          const config = configOf(experiment, entry, model, seed, wantedEngine(undefined, io));
          const parts = [slug(system), slug(model.name), `seed-${seed}`];
          return {
            id: parts.join('/'),
            system,
            model: model.name,
            seed,
            config,
            hash: configHash(config),
            file: join(trialFolder, `${parts.join('--')}.json`),
          };
        }),
    ),
  );
  const files = new Set<string>();
  for (const { id, file } of trials) {
    if (files.has(file)) {
      throw new UsageError(
        `${shown}: two trials are called ${id}; give systems and models names that differ`,
      );
    }
    files.add(file);
  }
  return trials;
}

function configOf(
  { shown, set = {} }: Experiment,
  entry: Experiment['systems'][number],
  model: Experiment['models'][number],
  seed: number,
  engine: RunConfig['engine'] | undefined,
): RunConfig {
  const own = model.systems?.[systemName(entry)] ?? {};
  const values = [
    engine === undefined ? {} : { engine },
    set,
    entry.set ?? {},
    model.set ?? {},
    own,
    { system: entry.system, seed },
  ].reduce<PlainObject>((all, changes) => merge(all, changes), {});
  try {
    findSystem(entry.system);
    return resolveConfig({
      presets: { ...presets },
      ...(model.preset === undefined ? {} : { preset: model.preset }),
      options: values,
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${shown}: ${model.name} on ${systemName(entry)}: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * A fingerprint of everything in a configuration that decides the result of its run: twelve hexadecimal digits of a
 * SHA-256, whatever the order of the keys.
 */
export function configHash(config: RunConfig): string {
  // How a configuration came about, what runs it, how often it is logged and which checkpoints stay change no number;
  // JSON leaves them out.
  const decisive = {
    ...config,
    ...{ preset: undefined, engine: undefined, threads: undefined },
    training: { ...config.training, logEvery: undefined, keep: undefined },
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(decisive)))
    .digest('hex')
    .slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** A name as a part of a file's: `HGN (leapfrog)` is `hgn-leapfrog`, `HGN++` is `hgn-plus-plus`. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('+', '-plus')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
