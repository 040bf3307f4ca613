import type * as H5 from 'h5wasm';
import type { NamedArray } from '../../recordings/arrays.ts';
import { CorruptDatasetError } from '../errors.ts';
import { checkFilters, checkSignature, library, reading } from '../convert/hdf5Library.ts';

/** The arrays of one group of an HDF5 file. */
export interface ArrayGroup {
  /** Path in the file; empty for its root. */
  readonly group: string;
  readonly arrays: readonly NamedArray[];
  /** The words of an array or attribute called names or columns. */
  readonly names?: readonly string[];
}

const namesCalled = /^(names|columns|channels|labels)$/i;

function words(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

function attributeOf(set: H5.Dataset | H5.Group, pattern: RegExp): unknown {
  const name = Object.keys(set.attrs).find((each) => pattern.test(each));
  return name === undefined ? undefined : set.attrs[name].value;
}

function fromCompound(set: H5.Dataset, shape: readonly number[], name: string, path: string): NamedArray[] {
  const { members = [] } =
    (set.metadata as { compound_type?: { members?: { name: string; type: number }[] } }).compound_type ?? {};
  if (members.length === 0 || members.some(({ type }) => type !== 0 && type !== 1)) {
    throw new CorruptDatasetError(
      `readRecordings: ${path}: '${name}' holds records of more than numbers; save each field as an array`,
    );
  }
  const records = set.value as unknown as readonly (readonly (number | bigint)[])[];
  return members.map((member, i) => ({
    name: member.name,
    shape,
    values: Float64Array.from(records, (record) => Number(record[i])),
  }));
}

/** The numbers of a set, or its fields'; nothing for text and what else holds none. */
function arraysIn(set: H5.Dataset, name: string, path: string): NamedArray[] {
  checkFilters(set, name, path);
  const shape = set.shape ?? [];
  const type = set.metadata.type;
  if (type === 6) return fromCompound(set, shape, name, path);
  // Integers, floats, and enumerations of integers, as which booleans are stored.
  if (![0, 1, 8].includes(type)) return [];
  if (type === 1 && set.metadata.size === 2) {
    throw new CorruptDatasetError(
      `readRecordings: ${path}: '${name}' is float16, which is not read from HDF5; save it as float32`,
    );
  }
  const value = set.value as unknown;
  const numbers =
    typeof value === 'number' || typeof value === 'bigint' ? [value] : (value as ArrayLike<number | bigint>);
  const unit = attributeOf(set, /^units?$/i);
  return [
    { name, shape, values: Float64Array.from(numbers, Number), ...(typeof unit === 'string' && { unit }) },
  ];
}

function groupsIn(group: H5.Group, at: string, path: string): ArrayGroup[] {
  const arrays: NamedArray[] = [];
  const inner: ArrayGroup[] = [];
  let names = words(attributeOf(group, namesCalled));
  for (const name of group.keys()) {
    const entity = group.get(name);
    if (entity === null || !('type' in entity)) continue;
    const kind: string = entity.type;
    if (kind === 'Group') inner.push(...groupsIn(entity as H5.Group, `${at}/${name}`, path));
    if (kind !== 'Dataset') continue;
    const set = entity as H5.Dataset;
    names ??= words(attributeOf(set, namesCalled)) ?? (namesCalled.test(name) ? words(set.value) : undefined);
    arrays.push(...arraysIn(set, name, path));
  }
  return arrays.length === 0 ? inner : [{ group: at, arrays, ...(names && { names }) }, ...inner];
}

/**
 * The arrays of numbers in an HDF5 file, group by group, with their units from an attribute `unit` or `units`.
 * @throws CorruptDatasetError, naming the file, for what is damaged or not read here
 */
export async function hdf5Arrays(path: string): Promise<ArrayGroup[]> {
  await checkSignature(path);
  const { File } = await library();
  const file = reading(path, () => new File(path, 'r'));
  try {
    return reading(path, () => groupsIn(file, '', path));
  } finally {
    file.close();
  }
}
