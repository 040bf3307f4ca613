import type { Role } from './recording.ts';

/** What a column is for reading the recording: a role of a channel, its clock, or what tells recordings apart. */
export type ColumnRole = Role | 'time' | 'group';

/** Which column is what, by name, where it is not to be guessed from names and units. */
export interface RoleOptions {
  readonly time?: string;
  readonly positions?: readonly string[];
  readonly velocities?: readonly string[];
  readonly momenta?: readonly string[];
  readonly inputs?: readonly string[];
  /** Columns that are left out. */
  readonly ignore?: readonly string[];
}

/** Tried in this order on the name in lower case, underscores as blanks. */
const byName: readonly (readonly [RegExp, ColumnRole])[] = [
  [/^(t|time|times|timestamps?|time ?stamp|zeit|seconds|sec|elapsed( time)?|clock)$/, 'time'],
  [/^(trial|run|trajectory|recording|episode|experiment|sequence|id)( ?(id|index|number|no))?$/, 'group'],
  [/acc|ddot|^qdd|^ddq|^d2/, 'other'],
  [
    /^(e|h|energy.*|temp.*|index|sample|samples|frame|frames|row|status|flag|mode|label|comment|battery|marker)$/,
    'other',
  ],
  [/vel|omega|speed|rate$|dot|^qd\d*$|^d(q|x|y|z|theta|phi|psi|angle)|^[vw]([xyz]|\d+)?$/, 'velocity'],
  [/^p([xyz]|\d+)?$|moment(um|a)/, 'momentum'],
  [/torque|force|^tau|^u( ?\d+)?$|input|motor|current|voltage|command|control|^action|drive/, 'input'],
];

const byUnit: Readonly<Record<string, Role>> = {
  ...{ N: 'input', 'N m': 'input', A: 'input', V: 'input', W: 'input' },
  ...{ 'rad/s': 'velocity', 'm/s': 'velocity', 'px/s': 'velocity' },
  ...{ 'rad/s^2': 'other', 'm/s^2': 'other', J: 'other', Hz: 'other' },
};

const plain = (name: string): string => name.toLowerCase().replaceAll('_', ' ').trim();

/** The role of a column by its unit, else by its name; a position where neither says otherwise. */
export function guessRole(name: string, si: string): ColumnRole {
  if (Object.hasOwn(byUnit, si)) return byUnit[si];
  return byName.find(([pattern]) => pattern.test(plain(name)))?.[1] ?? 'position';
}

/** Whether a name without a unit is that of an angle. */
export function soundsLikeAngle(name: string): boolean {
  return /angle|theta|phi|psi|winkel|rotation|roll|pitch|yaw|azimuth/.test(plain(name));
}

/**
 * The role of each column.
 * @param names - of the columns, without units
 * @throws RangeError for an option that names a column that is not there
 */
export function rolesOf(
  columns: readonly { readonly name: string; readonly label: string; readonly si: string }[],
  options: RoleOptions,
): ColumnRole[] {
  const told: readonly (readonly [ColumnRole, readonly string[] | undefined])[] = [
    ['time', options.time === undefined ? undefined : [options.time]],
    ['position', options.positions],
    ['velocity', options.velocities],
    ['momentum', options.momenta],
    ['input', options.inputs],
    ['other', options.ignore],
  ];
  const is = ({ name, label }: { name: string; label: string }, wanted: string) =>
    name === wanted || label === wanted;
  for (const [, names] of told) {
    const unknown = names?.find((wanted) => !columns.some((column) => is(column, wanted)));
    if (unknown === undefined) continue;
    throw new RangeError(
      `readRecordings: there is no column '${unknown}'; there are ${columns.map(({ name }) => name).join(', ')}`,
    );
  }
  return columns.map((column) => {
    const chosen = told.find(([, names]) => names?.some((wanted) => is(column, wanted)));
    if (chosen) return chosen[0];
    const guess = guessRole(column.name, column.si);
    // Who names the positions, say, has named all of them.
    const isTold = told.some(([role, names]) => role === guess && names !== undefined);
    return isTold ? 'other' : guess;
  });
}
