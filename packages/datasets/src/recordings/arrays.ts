import { RecordingError } from './recording.ts';
import { guessRole } from './roles.ts';
import type { MeasuredColumn, MeasuredTable } from './tables.ts';
import { parseLabel } from './units.ts';

/** An array of numbers of a file, row-major. */
export interface NamedArray {
  /** Empty for the only array of a .npy file. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
  readonly unit?: string;
}

/** What the axes of arrays of two axes are. */
export type ArrayLayout = 'time,channel' | 'channel,time' | 'trajectory,time';

/** The layouts by name. */
export const arrayLayouts: readonly ArrayLayout[] = ['time,channel', 'channel,time', 'trajectory,time'];

const isClock = (name: string): boolean => guessRole(parseLabel(name).name, '') === 'time';

/** The values along the middle axis of [outer, length, inner], at one place of the others. */
function along({ shape: [, length, inner], values }: NamedArray, outer: number, at: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => values[(outer * length + i) * inner + at]);
}

/** An array as [trajectory, time, channel]. */
function stacked(
  array: NamedArray,
  layout: ArrayLayout | undefined,
  length: number | undefined,
  fail: (rule: string) => never,
): NamedArray {
  const { shape, values, name } = array;
  if (shape.length === 1) return { ...array, shape: [1, shape[0], 1] };
  if (shape.length === 3) return array;
  const [rows, columns] = shape;
  const said = layout ?? (length === rows && length !== columns ? 'time,channel' : undefined);
  if (said === 'trajectory,time') return { ...array, shape: [rows, columns, 1] };
  if (said === 'channel,time') {
    return {
      ...array,
      shape: [1, columns, rows],
      values: Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]),
    };
  }
  // Without a clock, many rows of few columns can hardly be anything but samples of channels.
  if (said === undefined && (length !== undefined || rows < 4 * columns)) {
    return fail(
      `array ${name === '' ? '' : `'${name}' `}[${rows}, ${columns}] could be ${arrayLayouts.map((each) => `[${each.replace(',', ', ')}]`).join(' or ')}; say which with the option layout`,
    );
  }
  return { ...array, shape: [1, rows, columns] };
}

function columnsOf(
  arrays: readonly NamedArray[],
  trajectory: number,
  names: readonly string[] | undefined,
): MeasuredColumn[] {
  return arrays.flatMap((array) => {
    const { name, unit, shape } = array;
    const channels = shape[2];
    return Array.from({ length: channels }, (_, c): MeasuredColumn => ({
      label:
        names?.length === channels && channels > 1
          ? names[c]
          : channels === 1 && name !== ''
            ? name
            : `${name === '' ? 'x' : name}${c + 1}`,
      ...(unit !== undefined && { unit }),
      hasNumbers: true,
      // An array without an axis of trajectories, such as the time, is the same for all.
      numbers: () => along(array, shape[0] === 1 ? 0 : trajectory, c),
    }));
  });
}

/**
 * Arrays of a file as tables: those of one axis are columns, those of two [time, channel] unless told, those of three
 * [trajectory, time, channel].
 * @param names - of the channels of an array of two or three axes, where the file has them
 * @returns the tables, and a single number called dt where there is one
 * @throws RecordingError, naming the file, for arrays that do not fit together or could be two things
 */
export function tablesOfArrays(
  source: string,
  arrays: readonly NamedArray[],
  { layout, names }: { readonly layout?: ArrayLayout; readonly names?: readonly string[] },
): { tables: MeasuredTable[]; dt: number | undefined } {
  const fail = (rule: string): never => {
    throw new RecordingError(`readRecordings: ${source}: ${rule}`);
  };
  const isSingle = ({ values }: NamedArray) => values.length === 1;
  const step = arrays.find((array) => isSingle(array) && /^(dt|delta_?t|time_?step)$/i.test(array.name));
  const several = arrays.filter((array) => !isSingle(array));
  if (several.length === 0) return fail('must hold arrays of samples, but holds none');
  const tooDeep = several.find(({ shape }) => shape.length > 3);
  if (tooDeep) {
    return fail(
      `array '${tooDeep.name}' has the shape [${tooDeep.shape.join(', ')}]; states have three axes at most: trajectory, time, channel`,
    );
  }
  const empty = several.find(({ values }) => values.length === 0);
  if (empty) return fail(`array '${empty.name}' is empty`);
  const isDeep = several.some(({ shape }) => shape.length === 3);
  const clock = several.find(({ name, shape }) => isClock(name) && shape.length === 1);
  const isGrid = several.some(({ name, shape }) => isClock(name) && shape.length === 2);
  // Beside arrays of three axes, and beside times for every trajectory, two axes are trajectory and time.
  const two = layout ?? (isDeep || isGrid ? 'trajectory,time' : undefined);
  const lengths = several.filter(({ shape }) => shape.length === 1).map(({ shape }) => shape[0]);
  const length = clock?.shape[0] ?? lengths.at(0);
  const whole = several.map((array) => stacked(array, two, length, fail));
  const trajectories = Math.max(...whole.map(({ shape }) => shape[0]));
  const rows =
    (clock && whole.find(({ name }) => name === clock.name)?.shape[1]) ??
    whole.find(({ shape }) => shape[0] === trajectories)?.shape[1] ??
    0;
  const odd = whole.find(({ shape }) => shape[1] !== rows || (shape[0] !== 1 && shape[0] !== trajectories));
  if (odd) {
    const original = several[whole.indexOf(odd)];
    return fail(
      `array '${odd.name}' has the shape [${original.shape.join(', ')}], which does not fit ${rows} samples${trajectories > 1 ? ` of ${trajectories} trajectories` : ''}`,
    );
  }
  const isNamed = arrays.length > 1 || arrays[0].name !== '' || names !== undefined;
  const tables = Array.from({ length: trajectories }, (_, t): MeasuredTable => ({
    source: trajectories === 1 ? source : `${source}, trajectory ${t + 1}`,
    columns: columnsOf(whole, t, names),
    rows,
    isNamed,
    place: (row) => `sample ${row + 1}`,
  }));
  return { tables, dt: step?.values[0] };
}
