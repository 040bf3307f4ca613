/** A JSON value with the place where it stands, which errors name. */
export interface Field {
  readonly value: unknown;
  readonly path: string;
}

/** Refuses a description: says which rule the value at a place breaks. */
export function refuse({ value, path }: Field, rule: string): never {
  throw new Error(
    `openModel: model.json: ${path} must be ${rule}, but got ${shown(value)}; export the model again`,
  );
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** The named member of an object. */
export function member(field: Field, name: string): Field {
  if (!isObject(field.value)) refuse(field, 'an object');
  // Not what objects inherit: a member named `toString` is there only where the file has it.
  const value = Object.hasOwn(field.value, name) ? field.value[name] : undefined;
  return { value, path: field.path === '' ? name : `${field.path}.${name}` };
}

/** Members by name. */
export function members(field: Field): readonly (readonly [string, Field])[] {
  if (!isObject(field.value)) refuse(field, 'an object');
  return Object.keys(field.value).map((name) => [name, member(field, name)]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of a list, of which there must be so many. */
export function entries(field: Field, count?: number): readonly Field[] {
  const { value, path } = field;
  if (!Array.isArray(value) || (count !== undefined && value.length !== count)) {
    refuse(field, count === undefined ? 'a list' : `a list of ${count}`);
  }
  return value.map((entry: unknown, i) => ({ value: entry, path: `${path}[${i}]` }));
}

/** A text that is not empty. */
export function text(field: Field): string {
  if (typeof field.value !== 'string' || field.value === '') refuse(field, 'a text that is not empty');
  return field.value;
}

/** A whole number between bounds. */
export function integer(field: Field, minimum: number, maximum: number): number {
  const { value } = field;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < minimum || value > maximum) {
    refuse(field, `an integer from ${minimum} to ${maximum}`);
  }
  return value;
}

/** A finite number for which `holds` is true. */
export function number(
  field: Field,
  rule = 'a finite number',
  holds: (value: number) => boolean = () => true,
): number {
  const { value } = field;
  if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value)) refuse(field, rule);
  return value;
}

/** A list of so many finite numbers. */
export const numbers = (field: Field, count: number): readonly number[] =>
  entries(field, count).map((entry) => number(entry));

/** What `read` makes of a field, or nothing where the field is absent. */
export const optional = <T>(field: Field, read: (field: Field) => T): T | undefined =>
  field.value === undefined ? undefined : read(field);
