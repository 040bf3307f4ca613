import { readFile } from 'node:fs/promises';
import type { Preset } from '@hgn/model';
import { LineCounter, parseDocument, stringify } from 'yaml';
import { CommandError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { describeIssue } from './describeIssue.ts';
import type { PlainObject } from './overrides.ts';
import { isPlainObject, merge, parseOverride } from './overrides.ts';
import type { RunConfig } from './schema.ts';
import { runConfigSchema } from './schema.ts';

/** Where the values of a configuration come from, in the order in which they are applied. */
export interface ConfigSources {
  readonly presets: Readonly<Record<string, Preset>>;
  /** Preset named on the command line; a config file may name its own. */
  readonly preset?: string;
  /** Contents of a YAML file, with the name to show in errors. */
  readonly file?: { readonly name: string; readonly text: string };
  /** Values of command line options. */
  readonly options?: PlainObject;
  /** `--set` arguments. */
  readonly overrides?: readonly string[];
}

const defaults: PlainObject = {
  system: 'mass-spring',
  seed: 0,
  engine: 'auto',
  threads: 0,
  data: { folder: null, testTrajectories: 64 },
};

/**
 * The complete configuration: preset, then config file, then command line options, then `--set`.
 *
 * @throws CommandError naming the file and line (or the option), the key path, the value and the nearest valid
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
  if (file !== undefined) config = merge(config, { ...file.content, preset: preset.name }, kinds);
  if (sources.options !== undefined) config = merge(config, sources.options, kinds);
  for (const text of sources.overrides ?? []) config = merge(config, parseOverride(text), kinds);
  return check(config, file, sources);
}

/** Reads the `config.yaml` of a run: complete, checked, no preset needed. */
export async function readResolvedConfig(path: string): Promise<RunConfig> {
  const file = readYaml({ name: path, text: await readFile(path, 'utf8') });
  return check(file.content, file, {});
}

/** The text of `config.yaml`. */
export function writeResolvedConfig(config: RunConfig): string {
  return stringify(config, { lineWidth: 100, aliasDuplicateObjects: false, collectionStyle: 'any' });
}

interface YamlFile {
  readonly name: string;
  readonly content: PlainObject;
  /** Line of the value at a path, from 1. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

function readYaml({ name, text }: { name: string; text: string }): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const [error] = document.errors;
    throw new CommandError(`${name}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message}`);
  }
  const content = (document.toJS() ?? {}) as unknown;
  if (!isPlainObject(content)) {
    throw new CommandError(`${name}: must hold a group of keys, such as "system: pendulum"`);
  }
  return {
    name,
    content,
    lineOf(path) {
      const node = document.getIn([...path], true) as { range?: [number, number, number] } | undefined;
      return node?.range === undefined ? undefined : lines.linePos(node.range[0]).line;
    },
  };
}

function findPreset(presets: Readonly<Record<string, Preset>>, name: unknown): Preset {
  if (typeof name === 'string' && Object.hasOwn(presets, name)) return presets[name];
  const known = Object.keys(presets);
  throw new CommandError(`unknown preset ${JSON.stringify(name)}${suggestion(String(name), known)}`);
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
  if (fromOverride !== undefined) throw new CommandError(`--set ${fromOverride}: ${message}`);
  const line = file?.lineOf(path);
  throw new CommandError(
    line === undefined || file === undefined ? message : `${file.name}:${line}: ${message}`,
  );
}
