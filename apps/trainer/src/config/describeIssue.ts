import type { z } from 'zod';
import { nearest } from '@hgn/options';
import { runConfigSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A problem in a configuration: where it is and what to do about it. */
export interface ConfigProblem {
  readonly path: Path;
  /** `training.batchSize: must be a whole number, but got "16a"`. */
  readonly message: string;
}

/**
 * Puts the first problem that zod found into one line: key path, rule, value, nearest valid name.
 *
 * @param schema what the value was checked against; default a run's configuration
 */
export function describeIssue(
  issue: Issue,
  value: unknown,
  schema: unknown = runConfigSchema,
): ConfigProblem {
  if (issue.code === 'unrecognized_keys') return unknownKey([...issue.path, issue.keys[0]], value, schema);
  const { path } = issue;
  const got = valueAt(value, path);
  const fail = (message: string): ConfigProblem => ({ path, message: `${keyPath(path)}: ${message}` });
  if (got === undefined) return fail('is missing');
  const choices = choicesOf(issue, value, schema);
  if (choices === undefined) return fail(`must be ${ruleOf(issue)}, but got ${show(got)}`);
  const close = typeof got === 'string' ? nearest(got, choices) : undefined;
  const hint = close === undefined ? '' : `; did you mean ${close}?`;
  return fail(`must be ${choices.join(' or ')}, but got ${show(got)}${hint}`);
}

function unknownKey(path: Path, value: unknown, schema: unknown): ConfigProblem {
  const group = path.slice(0, -1);
  const known = keysAt(value, group, schema);
  const close = nearest(String(path[path.length - 1]), known);
  const hint =
    close === undefined
      ? `; keys here: ${known.join(', ')}`
      : `; did you mean ${keyPath([...group, close])}?`;
  return { path, message: `${keyPath(path)}: unknown key${hint}` };
}

/** A path as it is written after `--set`: `model.encoder.0.filters`. */
export function keyPath(path: Path): string {
  return path.length === 0 ? 'the configuration' : path.map(String).join('.');
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
};

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return issue.message;
  }
}

const unitOf = (origin: string): string =>
  origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';

function choicesOf(issue: Issue, value: unknown, schema: unknown): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return undefined;
  const { discriminator } = issue;
  if (discriminator !== undefined) {
    const { options = [] } = like(schemaAt(value, issue.path.slice(0, -1), schema));
    return options.map((option) => literalOf(option, discriminator));
  }
  // A union of literals and types, such as framesPerSample: each alternative's own rule.
  return issue.errors.flatMap(([first]) =>
    first.code === 'invalid_value' ? first.values.map(String) : [ruleOf(first)],
  );
}

/** The keys that the schema knows at `path`, following discriminated unions by the value that is there. */
export function keysAt(value: unknown, path: Path, schema: unknown = runConfigSchema): string[] {
  return Object.keys(shapeOf(resolveUnion(schemaAt(value, path, schema), valueAt(value, path))) ?? {});
}

function schemaAt(value: unknown, path: Path, root: unknown): unknown {
  let schema = root;
  let at = value;
  for (const step of path) {
    schema = unwrap(childSchema(resolveUnion(schema, at), step));
    at = valueAt(at, [step]);
  }
  return schema;
}

/** What this file reads of a zod schema; all of it is there only for some kinds. */
interface SchemaLike {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly def?: {
    readonly innerType?: unknown;
    readonly discriminator?: string;
    readonly values?: readonly unknown[];
  };
}

const like = (schema: unknown): SchemaLike => (typeof schema === 'object' && schema !== null ? schema : {});
const shapeOf = (schema: unknown): Readonly<Record<string, unknown>> | undefined => like(schema).shape;
const literalOf = (option: unknown, key: string): string =>
  String(like(shapeOf(option)?.[key]).def?.values?.[0]);

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (like(inner).def?.innerType !== undefined) inner = like(inner).def?.innerType;
  return inner;
}

function resolveUnion(schema: unknown, value: unknown): unknown {
  const { options, def } = like(schema);
  const discriminator = def?.discriminator;
  if (options === undefined || discriminator === undefined) return schema;
  const chosen = valueAt(value, [discriminator]);
  return options.find((option) => literalOf(option, discriminator) === chosen);
}

function childSchema(schema: unknown, step: PropertyKey): unknown {
  if (typeof step === 'number') return like(schema).element;
  return shapeOf(schema)?.[String(step)];
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
