import type { Preset } from '@hgn/model';
import { stringify } from 'yaml';
import { CommandError, UsageError } from '../errors.ts';
import { readBounded } from '../files/readBounded.ts';
import { suggestion } from '@hgn/options';
import { describeIssue } from './describeIssue.ts';
import type { PlainObject } from './overrides.ts';
import { isPlainObject, merge, parseOverride } from './overrides.ts';
import type { RunConfig } from './schema.ts';
import { runConfigSchema } from './schema.ts';
import { readYaml, type YamlFile } from './yamlFile.ts';

/** Where the values of a configuration come from, in the order in which they are applied. */
export interface ConfigSources {
  readonly presets: Readonly<Record<string, Preset>>;
  /** Preset named on the command line; a config file may name its own. */
  readonly preset?: string;
  /** Contents of a YAML file, with the name to show in errors. */
  readonly file?: { readonly name: string; readonly text: string };
  /** What fits the data better than the preset's values; the user's own come after it. */
  readonly fitted?: PlainObject;
  /** Values of command line options. */
  readonly options?: PlainObject;
  /** `--set` arguments. */
  readonly overrides?: readonly string[];
}

/** Keys that the runs of older versions do not have. */
const newer: PlainObject = {
  data: { validationTrajectories: 16 },
  training: { keep: 'spaced', onDivergence: 'stop', explosionFactor: 1000, evaluateEvery: 0, patience: 0 },
};

const defaults: PlainObject = merge(newer, {
  system: 'mass-spring',
  seed: 0,
  engine: 'auto',
  threads: 0,
  data: { folder: null, testTrajectories: 64 },
});

/**
 * The complete configuration: preset, then config file, then command line options, then `--set`.
 *
 * @throws UsageError naming the file and line (or the option), the key path, the value and the nearest valid
 * name when anything is unknown, missing or of the wrong type
 */
export function resolveConfig(sources: ConfigSources): RunConfig {
  const file = sources.file === undefined ? undefined : readYaml(sources.file);
  const presetName = sources.preset ?? file?.content.preset ?? 'quickstart';
  const preset = findPreset(sources.presets, presetName);
  const { model, protocol, objective, optimiser, training, data } = preset;
  const groups: PlainObject = { model, protocol, objective, optimiser, training, data };
  const kinds = objectivesByKind(sources.presets);

  let config = merge(merge(defaults, groups), { preset: preset.name });
  if (sources.fitted !== undefined) config = merge(config, sources.fitted);
  if (file !== undefined) config = merge(config, { ...file.content, preset: preset.name }, kinds);
  if (sources.options !== undefined) config = merge(config, sources.options, kinds);
  for (const text of sources.overrides ?? []) config = merge(config, parseOverride(text), kinds);
  return check(config, file, sources);
}

/** Reads the `config.yaml` of a run: checked, no preset needed; a key that is newer than the run has its default. */
export async function readResolvedConfig(path: string): Promise<RunConfig> {
  const text = (await readBounded(path, path)).toString();
  try {
    const file = readYaml({ name: path, text });
    return check(merge(newer, file.content), file, {});
  } catch (cause) {
    // Nobody wrote it into the command line: the run is damaged.
    if (cause instanceof UsageError) throw new CommandError(cause.message, { cause });
    throw cause;
  }
}

/** What may change when a run goes on: how long it lasts, how fast it learns and what it does when it diverges. */
const adjustable: readonly string[] = [
  'training.steps',
  'training.logEvery',
  'training.checkpointEvery',
  'training.keep',
  'training.onDivergence',
  'training.explosionFactor',
  'training.patience',
  'optimiser.learningRate',
  'optimiser.clipNorm',
];

/**
 * The configuration of a run that goes on, with the changes of `--set`.
 *
 * @throws UsageError when one would make it another run, and as `resolveConfig`
 */
export function adjustConfig(config: RunConfig, overrides: readonly string[]): RunConfig {
  let adjusted: PlainObject = { ...config };
  for (const text of overrides) {
    const change = parseOverride(text);
    const key = text.slice(0, text.indexOf('=')).trim();
    if (!adjustable.includes(key)) {
      throw new UsageError(
        `--set ${text}: a run that is resumed keeps its ${key}; what may change: ${adjustable.join(', ')}`,
      );
    }
    adjusted = merge(adjusted, change);
  }
  return overrides.length === 0 ? config : check(adjusted, undefined, { overrides });
}

/** The text of `config.yaml`. */
export function writeResolvedConfig(config: RunConfig): string {
  return stringify(config, { lineWidth: 100, aliasDuplicateObjects: false, collectionStyle: 'any' });
}

function findPreset(presets: Readonly<Record<string, Preset>>, name: unknown): Preset {
  if (typeof name === 'string' && Object.hasOwn(presets, name)) return presets[name];
  const known = Object.keys(presets);
  throw new UsageError(`unknown preset ${JSON.stringify(name)}${suggestion(String(name), known)}`);
}

function objectivesByKind(presets: Readonly<Record<string, Preset>>): Record<string, PlainObject> {
  const kinds: Record<string, PlainObject> = {};
  for (const { objective } of Object.values(presets)) {
    if (isPlainObject(objective) && typeof objective.kind === 'string') kinds[objective.kind] ??= objective;
  }
  return kinds;
}

function check(
  config: PlainObject,
  file: YamlFile | undefined,
  sources: Pick<ConfigSources, 'overrides'>,
): RunConfig {
  const result = runConfigSchema.safeParse(config);
  if (result.success) return result.data;
  const { path, message } = describeIssue(result.error.issues[0], config);
  const dotted = path.map(String).join('.');
  const fromOverride = sources.overrides?.find((text) => {
    const key = text.slice(0, text.indexOf('=')).trim();
    return key === dotted || dotted.startsWith(`${key}.`) || key.startsWith(`${dotted}.`);
  });
  if (fromOverride !== undefined) throw new UsageError(`--set ${fromOverride}: ${message}`);
  const line = file?.lineOf(path);
  throw new UsageError(
    line === undefined || file === undefined ? message : `${file.name}:${line}: ${message}`,
  );
}
