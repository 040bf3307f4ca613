import { UsageError } from '../errors.ts';

/** Deepest nesting of groups and lists. */
export const mostDepth = 50;
/** Most values, those within others included. */
export const mostValues = 100_000;

/**
 * Refuses what no configuration holds and what would keep a program busy without end: a value that contains itself,
 * nesting deeper than {@link mostDepth}, more than {@link mostValues} values, and keys that JavaScript takes for something
 * else. Values that YAML's aliases repeat count each time.
 *
 * @param source what messages begin with
 * @throws UsageError
 */
export function assertPlain(value: unknown, source: string): void {
  let count = 0;
  const above: unknown[] = [];
  const visit = (inner: unknown, path: readonly string[]): void => {
    if (++count > mostValues) {
      throw new UsageError(
        `${source}: holds more than ${mostValues} values, aliases written out; make it smaller`,
      );
    }
    if (typeof inner !== 'object' || inner === null) return;
    const here = path.length === 0 ? 'the file' : path.slice(0, 5).join('.');
    if (above.includes(inner)) {
      throw new UsageError(`${source}: ${here} refers to itself by an alias; write the values out`);
    }
    if (above.length >= mostDepth) {
      throw new UsageError(`${source}: ${here}… is nested deeper than ${mostDepth} levels; make it flatter`);
    }
    above.push(inner);
    for (const key of Object.keys(inner)) {
      if (key === '__proto__') throw new UsageError(`${source}: ${[...path, key].join('.')}: unknown key`);
      visit((inner as Record<string, unknown>)[key], [...path, key]);
    }
    above.pop();
  };
  visit(value, []);
}
