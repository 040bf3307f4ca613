/** Instructions of WebAssembly, as bytes. */
export type Code = readonly number[];

/** The types of parameters, results and locals. */
export const [f64, v128, i32] = [0x7c, 0x7b, 0x7f];

/** A function: of these parameters and results, with further locals, and a name where it is to be called from outside. */
export interface Routine {
  readonly parameters: readonly number[];
  readonly results?: readonly number[];
  readonly locals?: readonly number[];
  readonly code: Code;
  readonly name?: string;
}

/** A whole number of up to 32 bits, seven at a time (LEB128). */
export function unsigned(x: number): number[] {
  const bytes: number[] = [];
  for (; x > 127; x >>>= 7) bytes.push((x & 127) | 128);
  return [...bytes, x];
}

function signed(x: number): number[] {
  const bytes: number[] = [];
  for (; x < -64 || x > 63; x >>= 7) bytes.push((x & 127) | 128);
  return [...bytes, x & 127];
}

const bytesOf = (x: number): number[] => [...new Uint8Array(Float64Array.of(x).buffer)];

/** The number itself, for both lanes where it is a vector. */
export const number = (x: number): Code => [0x44, ...bytesOf(x)];
export const whole = (x: number): Code => [0x41, ...signed(x)];
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** Sets a local and leaves the value. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
/** A number from, and to, the memory at an address that was left before, and so many bytes on. */
export const load = (offset: number): Code => [0x2b, 3, ...unsigned(offset)];
export const store = (offset: number): Code => [0x39, 3, ...unsigned(offset)];
export const loadVector = (offset: number): Code => [0xfd, 0, 3, ...unsigned(offset)];
export const storeVector = (offset: number): Code => [0xfd, 11, 3, ...unsigned(offset)];
export const loadWhole = (offset: number): Code => [0x28, 2, ...unsigned(offset)];
export const call = (routine: number): Code => [0x10, ...unsigned(routine)];

/** Operations on numbers. */
export const scalar = {
  add: [0xa0],
  subtract: [0xa1],
  multiply: [0xa2],
  divide: [0xa3],
  negate: [0x9a],
  squareRoot: [0x9f],
} as const;
/** The same on two at once. */
export const vectorAdd: Code = [0xfd, 0xf0, 1];
export const vectorMultiply: Code = [0xfd, 0xf2, 1];
export const addWhole: Code = [0x6a];
export const equalWhole: Code = [0x46];
/** The first of two that were left where a whole number left after them is not 0, and else the second. */
export const select: Code = [0x1b];
/** The two numbers of a vector in a local. */
export const lane = (local: number, which: 0 | 1): Code => [...get(local), 0xfd, 0x21, which];

/** The vector that was left, with its second number replaced by that left after it. */
export const withSecond: Code = [0xfd, 0x22, 1];
/** Runs the code where the whole number that was left is 0. */
export const unless = (code: Code): Code => [0x45, 0x04, 0x40, ...code, 0x0b];

/** Runs the code again and again, a whole number in a local growing by `by` each time, until it is `end`. */
export const repeat = (local: number, by: number, end: Code, code: Code): Code => [
  0x03,
  0x40,
  ...code,
  ...get(local),
  ...whole(by),
  ...addWhole,
  ...tee(local),
  ...end,
  0x49,
  0x0d,
  0,
  0x0b,
];

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly Code[]): Code => {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
};
const text = (x: string): Code => list(Array.from(x, (letter) => [letter.charCodeAt(0)]));
const typeOf = ({ parameters, results = [] }: Routine): Code => [
  0x60,
  ...list(parameters.map((type) => [type])),
  ...list(results.map((type) => [type])),
];

/**
 * A module with so many bytes of memory, `memory`, and these routines; the functions that it `imports`, of so many
 * numbers to a number each, are numbered before them.
 */
export function assemble(
  bytes: number,
  imports: readonly (readonly [name: string, numbers: number])[],
  routines: readonly Routine[],
): Uint8Array<ArrayBuffer> {
  const outside = imports.map(([, count]): Routine => ({
    parameters: Array.from({ length: count }, () => f64),
    results: [f64],
    code: [],
  }));
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [...outside, ...routines].map(typeOf)),
    ...section(
      2,
      imports.map(([name], i) => [...text('m'), ...text(name), 0, ...unsigned(i)]),
    ),
    ...section(
      3,
      routines.map((_, i) => unsigned(imports.length + i)),
    ),
    ...section(5, [[0, ...unsigned(Math.ceil(bytes / 65536))]]),
    ...section(7, [
      [...text('memory'), 2, 0],
      ...routines.flatMap(({ name }, i) =>
        name === undefined ? [] : [[...text(name), 0, ...unsigned(imports.length + i)]],
      ),
    ]),
    ...section(
      10,
      routines.map(({ locals = [], code }) => {
        const body = [...list(locals.map((type) => [1, type])), ...code, 0x0b];
        return [...unsigned(body.length), ...body];
      }),
    ),
  ]);
}
