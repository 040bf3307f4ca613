import { parse } from 'yaml';
import { UsageError } from '../errors.ts';
import { assertPlain } from './plainValue.ts';

/** A configuration, or part of one, before it is checked. */
export type PlainObject = Record<string, unknown>;

/** Whether a value is a group of keys (not a list). */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `base` with the values of `changes` put in, group by group; single values and whole lists are replaced.
 *
 * A group told apart by `kind` (the objective) starts from `kinds[kind]` when the kind changes, so that
 * `objective.kind=geco` alone gives a complete objective. A group of positions changes entries of a list.
 */
export function merge(
  base: PlainObject,
  changes: PlainObject,
  kinds: Readonly<Record<string, PlainObject>> = {},
): PlainObject {
  const merged: PlainObject = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const old = base[key];
    if (isPlainObject(change) && isPlainObject(old)) {
      const { kind } = change;
      const start = typeof kind === 'string' && kind !== old.kind ? (kinds[kind] ?? {}) : old;
      merged[key] = merge(start, change, kinds);
    } else if (isPlainObject(change) && Array.isArray(old) && hasPositions(change, old.length)) {
      merged[key] = Object.values(merge(Object.fromEntries(old.entries()), change, kinds));
    } else {
      merged[key] = change;
    }
  }
  return merged;
}

const hasPositions = (change: PlainObject, length: number): boolean =>
  Object.keys(change).every((key) => /^\d+$/.test(key) && Number(key) < length);

/**
 * The change that `a.b.c=value` asks for, `{ a: { b: { c: value } } }`. The value is read as YAML, so `8`,
 * `true`, `null`, `[1, 2]` and plain words mean what they mean in a config file; a list entry is named by its
 * position.
 *
 * @throws UsageError when the text is not of that form
 */
export function parseOverride(text: string): PlainObject {
  const split = text.indexOf('=');
  const path = text.slice(0, Math.max(split, 0)).trim().split('.');
  if (split < 1 || path.some((step) => step === '')) {
    throw new UsageError(`--set: needs key.path=value, but got ${JSON.stringify(text)}`);
  }
  const value = readValue(text.slice(split + 1), text);
  const change = path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as PlainObject;
  assertPlain(change, '--set');
  return change;
}

function readValue(source: string, text: string): unknown {
  try {
    return parse(source) as unknown;
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split('\n') : [String(error)];
    throw new UsageError(`--set: cannot read the value in ${JSON.stringify(text)}: ${line}`);
  }
}
