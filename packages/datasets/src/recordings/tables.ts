import { assemble, type Column, type GapOptions, type Samples } from './assemble.ts';
import { RecordingError, type Channel, type Recording, type Recordings } from './recording.ts';
import { rolesOf, soundsLikeAngle, type ColumnRole, type RoleOptions } from './roles.ts';
import { parseLabel, unitFactor } from './units.ts';

/** Columns of numbers that stand beside each other in a file. */
export interface MeasuredTable {
  readonly source: string;
  readonly columns: readonly MeasuredColumn[];
  readonly rows: number;
  /** Whether the file names its columns. */
  readonly isNamed: boolean;
  /** How a row is called in the file. */
  place(row: number): string;
}

/** A column as it stands in a file. */
export interface MeasuredColumn {
  /** Name and perhaps unit. */
  readonly label: string;
  /** Where the file says it apart from the name. */
  readonly unit?: string;
  /** Whether any cell holds a number; a column of words is left out. */
  readonly hasNumbers: boolean;
  /** In the unit of the file, NaN where there is none; throws, naming the row, where something else stands. */
  numbers(): Float64Array;
}

/** How measurements are understood. What is not given is guessed from names, units and values, and said in the notes. */
export interface RecordingOptions extends RoleOptions, GapOptions {
  /** Labels of the columns of files that name none, `time` among them, such as `['time', 'angle [deg]']`. */
  readonly columns?: readonly string[];
  /** Seconds between samples, for files without a column of times. */
  readonly dt?: number;
  /** Positions that are angles; otherwise those in rad or deg, and those whose name says so. */
  readonly angles?: readonly string[];
  /** Units by name of column, where labels do not say them, such as `{ angle1: 'deg' }`. */
  readonly units?: Readonly<Record<string, string>>;
}

interface Understood extends MeasuredColumn {
  readonly name: string;
  readonly stated: string;
  readonly si: string;
  readonly factor: number;
}

function understand(table: MeasuredTable, options: RecordingOptions): Understood[] {
  const { columns: given, units = {} } = options;
  if (given && !table.isNamed && given.length !== table.columns.length) {
    throw new RecordingError(
      `readRecordings: ${table.source}: the option columns must name ${table.columns.length} columns, but names ${given.length}`,
    );
  }
  const columns = table.columns.map((column, i) => {
    const label = given && !table.isNamed ? given[i] : column.label;
    const parsed = parseLabel(label);
    const stated = (Object.hasOwn(units, parsed.name) ? units[parsed.name] : column.unit) ?? parsed.stated;
    return {
      ...column,
      numbers: () => column.numbers(),
      label,
      name: parsed.name,
      stated,
      ...unitFactor(stated),
    };
  });
  const twice = columns.find(({ name }, i) => columns.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw new RecordingError(
      `readRecordings: ${table.source}: two columns are called '${twice.name}'; rename one`,
    );
  return columns;
}

/** Whether values could be times: increasing throughout. */
function increases(values: Float64Array): boolean {
  return values.length > 1 && values.every((value, i) => i === 0 || value > values[i - 1]);
}

function requireUnit({ name }: Understood, values: Float64Array, source: string): void {
  const jumps = values.filter(
    (value, i) => i > 0 && Math.abs(Math.abs(value - values[i - 1]) - 360) < 30,
  ).length;
  const range = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (jumps === 0 || range > 400) return;
  throw new RecordingError(
    `readRecordings: ${source}: '${name}' jumps by 360, as degrees do, but says no unit; write '${name} [deg]', or say its unit with the option units`,
  );
}

const scaled = (values: Float64Array, factor: number): Float64Array =>
  factor === 1 ? values : values.map((value) => value * factor);

interface TableParts {
  readonly samples: Samples;
  readonly channels: readonly Channel[];
}

function partsOf(table: MeasuredTable, options: RecordingOptions, notes: string[]): TableParts {
  const { source } = table;
  const columns = understand(table, options);
  let roles: readonly ColumnRole[];
  try {
    roles = rolesOf(columns, options);
  } catch (error) {
    throw new RecordingError(`${(error as Error).message} in ${source}`, { cause: error });
  }
  let clock = roles.indexOf('time');
  if (
    clock < 0 &&
    options.dt === undefined &&
    !table.isNamed &&
    columns.length > 1 &&
    increases(columns[0].numbers())
  ) {
    clock = 0;
    notes.push(
      `${source}: names no columns; its first, which increases throughout, was taken for the time in seconds`,
    );
  }
  if (clock < 0 && options.dt === undefined) {
    throw new RecordingError(
      `readRecordings: ${source}: must say when its samples were taken, but has no column of times among ${columns.map(({ name }) => name).join(', ')}; name one with the option time, or give the seconds between samples as dt`,
    );
  }
  const { dt = 1 } = options;
  const clocked =
    clock < 0
      ? { time: Float64Array.from({ length: table.rows }, (_, i) => i * dt), clockStart: 0 }
      : sinceFirst(columns[clock].numbers(), columns[clock].factor);
  const channels: Channel[] = [];
  const kept: Column[] = [];
  columns.forEach((column, i) => {
    const role = i === clock ? 'time' : roles[i];
    if (role === 'time' || role === 'group' || (options.ignore?.includes(column.name) ?? false)) return;
    if (!column.hasNumbers) {
      notes.push(`${source}: column '${column.name}' holds no numbers and was left out`);
      return;
    }
    const { name, si, stated, factor } = column;
    const raw = column.numbers();
    const isAngle =
      role === 'position' &&
      (options.angles?.includes(name) ?? (si === 'rad' || (si === '' && soundsLikeAngle(name))));
    if (isAngle && si === '') requireUnit(column, raw, source);
    if (factor !== 1) notes.push(`${source}: '${name}' was turned from ${stated} to ${si}`);
    channels.push({ name, role, unit: isAngle && si === '' ? 'rad' : si, isAngle });
    kept.push({ name, isAngle, values: scaled(raw, factor) });
  });
  if (!channels.some(({ role }) => role === 'position')) {
    throw new RecordingError(
      `readRecordings: ${source}: must have a column of positions, but has ${columns.map(({ name }, i) => `${name} (${roles[i]})`).join(', ')}; name them with the option positions`,
    );
  }
  const group = roles.indexOf('group');
  const place = (row: number) => table.place(row);
  return {
    channels,
    samples: {
      source,
      ...clocked,
      columns: kept,
      place,
      ...(group >= 0 && { group: columns[group].numbers() }),
    },
  };
}

/** Seconds since the first time: it is taken away before the unit is changed, so that large clocks keep their digits. */
function sinceFirst(values: Float64Array, factor: number): { time: Float64Array; clockStart: number } {
  const first = values.find((value) => !Number.isNaN(value)) ?? 0;
  return { time: values.map((value) => (value - first) * factor), clockStart: first * factor };
}

/** Says what is what, for the reader to check. */
function describe(channels: readonly Channel[]): string {
  const listed = (role: Channel['role'], what: string) => {
    const names = channels.filter((channel) => channel.role === role);
    if (names.length === 0) return [];
    return [
      `${what}: ${names.map(({ name, unit, isAngle }) => `${name}${unit ? ` [${unit}]` : ''}${isAngle ? ' (angle)' : ''}`).join(', ')}`,
    ];
  };
  return [
    ...listed('position', 'positions'),
    ...listed('velocity', 'velocities'),
    ...listed('momentum', 'momenta'),
    ...listed('input', 'inputs'),
    ...listed('other', 'not used'),
  ].join('; ');
}

/**
 * Measurements from the columns of one or more tables, which must have the same channels as the first.
 * @throws RecordingError, naming the file
 */
export function recordingsOf(tables: readonly MeasuredTable[], options: RecordingOptions = {}): Recordings {
  const notes: string[] = [];
  const recordings: Recording[] = [];
  let first: { channels: readonly Channel[]; source: string } | undefined;
  for (const table of tables) {
    const { samples, channels } = partsOf(table, options, notes);
    first ??= { channels, source: table.source };
    for (const { name, role, unit } of first.channels) {
      const here = channels.find((channel) => channel.name === name);
      if (here?.role === role && here.unit === unit) continue;
      throw new RecordingError(
        `readRecordings: ${table.source}: must have the same columns as ${first.source}, but ${here ? `'${name}' is in ${here.unit || 'no unit'} and not in ${unit || 'none'}` : `lacks '${name}'`}`,
      );
    }
    const wanted = new Set(first.channels.map(({ name }) => name));
    const columns = samples.columns.filter(({ name }) => wanted.has(name));
    recordings.push(...assemble({ ...samples, columns }, options, notes));
  }
  if (!first) throw new RecordingError('readRecordings: must get a file at least, but got none');
  return { channels: first.channels, recordings, notes: [describe(first.channels), ...new Set(notes)] };
}
