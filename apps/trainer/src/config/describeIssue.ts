import type { z } from 'zod';
import { nearest } from '../nearest.ts';
import { runConfigSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A problem in a configuration: where it is and what to do about it. */
export interface ConfigProblem {
  readonly path: Path;
  /** `training.batchSize: must be a whole number, but got "16a"`. */
  readonly message: string;
}

/** Puts the first problem that zod found into one line: key path, rule, value, nearest valid name. */
export function describeIssue(issue: Issue, value: unknown): ConfigProblem {
  const got = valueAt(value, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0];
    const path = [...issue.path, key];
    const known = keysAt(value, issue.path);
    const close = nearest(key, known);
    const hint = close === undefined ? `; keys here: ${known.join(', ')}` : `; did you mean ${keyPath([...issue.path, close])}?`;
    return { path, message: `${keyPath(path)}: unknown key${hint}` };
  }
  const choices = choicesOf(issue);
  if (choices !== undefined) {
    const path = issue.code === 'invalid_union' && issue.discriminator !== undefined && issue.path.at(-1) !== issue.discriminator
      ? [...issue.path, issue.discriminator]
      : issue.path;
    const named = valueAt(value, path);
    const close = typeof named === 'string' ? nearest(named, choices) : undefined;
    const hint = close === undefined ? '' : `; did you mean ${close}?`;
    return {
      path,
      message: `${keyPath(path)}: must be one of ${choices.join(', ')}, but got ${show(named)}${hint}`,
    };
  }
  if (got === undefined) return { path: issue.path, message: `${keyPath(issue.path)}: is missing` };
  return { path: issue.path, message: `${keyPath(issue.path)}: must be ${ruleOf(issue)}, but got ${show(got)}` };
}

/** A path as it is written after `--set`: `model.encoder.0.filters`. */
export function keyPath(path: Path): string {
  return path.length === 0 ? 'the configuration' : path.map(String).join('.');
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return { int: 'a whole number', number: 'a number', string: 'text', boolean: 'true or false', array: 'a list', object: 'a group of keys' }[issue.expected as string] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}${unitOf(issue.origin)}`;
    default:
      return issue.message;
  }
}

const unitOf = (origin: string): string =>
  origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';

function choicesOf(issue: Issue): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return undefined;
  if (issue.discriminator !== undefined) return issue.options?.map(String);
  // A union of literals and types, such as framesPerSample: name each alternative's rule.
  return issue.errors.map(([first]) =>
    first.code === 'invalid_value' ? first.values.map(String).join(', ') : ruleOf(first),
  );
}

/** The keys that the schema knows at `path`, following discriminated unions by the value that is there. */
export function keysAt(value: unknown, path: Path): string[] {
  let schema: unknown = runConfigSchema;
  let at = value;
  for (const step of [...path, undefined]) {
    schema = resolveUnion(unwrap(schema), at);
    if (step === undefined) break;
    schema = childSchema(schema, step);
    at = valueAt(at, [step]);
  }
  const shape = shapeOf(schema);
  return shape === undefined ? [] : Object.keys(shape);
}

interface SchemaLike {
  readonly shape?: Record<string, unknown>;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly def?: { readonly innerType?: unknown; readonly discriminator?: string };
  readonly value?: unknown;
}

const like = (schema: unknown): SchemaLike => (typeof schema === 'object' && schema !== null ? schema : {});
const shapeOf = (schema: unknown): Record<string, unknown> | undefined => like(schema).shape;

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
  return options.find((option) => like(shapeOf(option)?.[discriminator]).value === chosen);
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
