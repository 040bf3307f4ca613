import { CorruptDatasetError } from '../errors.ts';

/** Shape and element type of a feature, as a line of `features.txt` gives them. */
export interface FeatureLine {
  readonly shape: readonly number[];
  readonly dtype: 'uint8' | 'int64' | 'float32' | 'float64';
}

const dtypes = ['uint8', 'int64', 'float32', 'float64'] as const;

/** A line `key, shape, dtype`, the shape as Python writes it. */
export function featureLine(key: string, { shape, dtype }: FeatureLine): string {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return `${key}, (${tuple}), ${dtype}`;
}

/**
 * Reads `features.txt`.
 * @throws CorruptDatasetError, naming `path`, for a line that is no feature
 */
export function parseFeatures(text: string, path: string): Map<string, FeatureLine> {
  const lines = new Map<string, FeatureLine>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    // The suite writes some types as their class: <class 'numpy.int64'>.
    const match = /^([^,]+), \(([\d, ]*)\), .*?(uint8|int64|float32|float64)\W*$/.exec(line.trim());
    const dtype = dtypes.find((name) => name === match?.[3]);
    if (!match || !dtype) {
      throw new CorruptDatasetError(
        `openTfRecords: ${path}: a line must be 'key, (shape), dtype' with a dtype of ${dtypes.join(', ')}, but is '${line}'`,
      );
    }
    const shape = match[2].split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
    lines.set(match[1], { shape, dtype });
  }
  return lines;
}

/** A per-trajectory parameter of the suite: its values, floats or integers. */
export interface SuiteParameter {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: 'int64' | 'float64';
}

const scalarNames: Readonly<Record<string, string>> = {
  mass: 'm',
  springConstant: 'k',
  length: 'l',
  gravity: 'g',
  mass1: 'm_1',
  mass2: 'm_2',
  length1: 'l_1',
  length2: 'l_2',
};
const vectorNames: Readonly<Record<string, readonly string[]>> = {
  m: ['mass1', 'mass2'],
  offset: ['offsetX', 'offsetY'],
  color_index: ['hue1', 'hue2'],
};

/**
 * Parameters under the names that the suite has for them: m, k, g, l; m_1, m_2, l_1, l_2 of a double pendulum, m for the
 * masses of all bodies; offset, color_index. Others keep theirs.
 */
export function toSuite(parameters: Readonly<Record<string, number>>): Record<string, SuiteParameter> {
  const left = new Map(Object.entries(parameters));
  const out: Record<string, SuiteParameter> = {};
  const isDoublePendulum = left.has('length1');
  for (const [name, parts] of Object.entries(vectorNames)) {
    if (name === 'm' && isDoublePendulum) continue;
    const present = parts.filter((part) => left.has(part));
    // Only whole vectors, and not those of other names: one colour, but never one mass of two.
    if (present.length === 0 || (present.length < parts.length && name !== 'color_index')) continue;
    const values = present.map((part) => left.get(part) ?? NaN);
    present.forEach((part) => left.delete(part));
    out[name] = { values, shape: [1, values.length], dtype: name === 'color_index' ? 'int64' : 'float64' };
  }
  for (const [name, value] of left) {
    out[scalarNames[name] ?? name] = { values: [value], shape: [1], dtype: 'float64' };
  }
  return out;
}

/** The reverse of `toSuite`; the values of a vector that it does not know are numbered. */
export function fromSuite(name: string, values: ArrayLike<number>): Record<string, number> {
  const scalar = Object.keys(scalarNames).find((ours) => scalarNames[ours] === name) ?? name;
  if (values.length === 1 && name !== 'color_index') return { [scalar]: values[0] };
  const parts = Object.hasOwn(vectorNames, name) ? vectorNames[name] : [];
  return Object.fromEntries(
    Array.from(values, (value, i) => [parts[i] ?? `${name === 'm' ? 'mass' : name}${i + 1}`, value]),
  );
}
