import { cell } from './commands.ts';

/** The part of JSON Schema that zod writes. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/**
 * The reference of a configuration as Markdown: each key with what it takes, what a preset has and what it means.
 *
 * @param preset the complete configuration of a run with the default preset
 */
export function configurationReference(schema: Schema, preset: Readonly<Record<string, unknown>>): string {
  const top = Object.entries(schema.properties ?? {});
  const plain = top.filter(([, value]) => !isObject(value));
  const [layerName, layer] = Object.entries(schema.$defs ?? {})[0] ?? ['', undefined];
  return [
    '# Configuration',
    '',
    'A run is decided by these keys and nothing else. `hgn train --print-config` prints them all; a YAML file given by',
    '`--config` holds those that differ from the preset, `--set training.batchSize=8` changes one. The third column is',
    'what `hgn train` takes where nothing else is said.',
    '',
    ...table('', Object.fromEntries(plain), new Set(schema.required), preset),
    ...top
      .filter(([, value]) => isObject(value))
      .flatMap(([name, value]) => [`## ${name}`, '', ...group(name, value, preset[name])]),
    ...(layer === undefined
      ? []
      : [
          '## Layers',
          '',
          'A network is a list of layers, told apart by `type`.',
          '',
          ...group(layerName, layer, undefined),
        ]),
  ].join('\n');
}

/** An object, or one of several that a word tells apart. */
function group(path: string, schema: Schema, value: unknown): string[] {
  const options = schema.oneOf;
  if (options === undefined)
    return table(path, schema.properties ?? {}, new Set(schema.required), record(value));
  return options.flatMap((option) => {
    const [word, { const: name }] = Object.entries(option.properties ?? {}).find(
      ([, { const: fixed }]) => fixed !== undefined,
    ) ?? ['', { const: '' }];
    const rest = Object.fromEntries(Object.entries(option.properties ?? {}).filter(([key]) => key !== word));
    const heading = `### ${word}: ${String(name)}`;
    const present = record(value)[word] === name ? record(value) : {};
    return [
      heading,
      '',
      ...(Object.keys(rest).length === 0
        ? ['Nothing more to say.', '']
        : table('', rest, new Set(option.required), present)),
    ];
  });
}

function table(
  path: string,
  properties: Readonly<Record<string, Schema>>,
  required: ReadonlySet<string>,
  values: Readonly<Record<string, unknown>>,
): string[] {
  return [
    '| key | takes | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(path, properties, required, values),
    '',
  ];
}

function rows(
  path: string,
  properties: Readonly<Record<string, Schema>>,
  required: ReadonlySet<string>,
  values: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (isObject(schema) && schema.oneOf === undefined)
      return rows(name, schema.properties ?? {}, new Set(schema.required), record(values[key]));
    const value = shown(values[key]);
    const optional = required.has(key) ? '' : ' (optional)';
    return [
      `| \`${name}\` | ${cell(takes(schema))}${optional} | ${value} | ${cell(schema.description ?? '')} |`,
    ];
  });
}

/** What a key takes, in words. */
function takes(schema: Schema): string {
  if (schema.$ref !== undefined) return 'a layer';
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(takes).join(' or ');
  if (schema.oneOf !== undefined) return 'see below';
  if (schema.prefixItems !== undefined) return schema.prefixItems.map(takes).join(' and ');
  if (schema.type === 'array') return schema.items ? `a list: ${takes(schema.items)}` : 'a list';
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'null') return '`null`';
  const noun = schema.type === 'integer' ? 'whole number' : 'number';
  return [noun, ...limits(schema)].join(' ');
}

function limits({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string[] {
  const isGiven = (limit: number | undefined): limit is number =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
  return [
    ...(isGiven(minimum) ? [`≥ ${minimum}`] : []),
    ...(isGiven(exclusiveMinimum) ? [`> ${exclusiveMinimum}`] : []),
    ...(isGiven(maximum) ? [`≤ ${maximum}`] : []),
    ...(isGiven(exclusiveMaximum) ? [`< ${exclusiveMaximum}`] : []),
  ];
}

/** A value as the default column has it; networks are too long for it. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value) && value.some((part) => typeof part === 'object'))
    return `${value.length} layer${value.length === 1 ? '' : 's'}`;
  return `\`${JSON.stringify(value)}\``;
}

function isObject(schema: Schema): boolean {
  return schema.type === 'object' || schema.oneOf !== undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
