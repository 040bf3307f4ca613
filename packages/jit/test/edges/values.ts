import fc from 'fast-check';

/** Where float32 ends, and where functions of it do. */
const floats = [
  NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7.25, 1e-8, -1e-8, 1e-20, -1e-20, 1e-30, 1e30, -1e30,
  2 ** -126, -(2 ** -126), 2 ** -149, -1e-40, 3.4028234663852886e38, -3.4028234663852886e38, 2 ** 24 + 2, 1e10, -1e10, 1e-45,
]; // oxfmt-ignore

/** Tails of exponentials: -80 to 80. */
const tails = Array.from({ length: 65 }, (_, i) => -80 + 2.5 * i);

const integers = [
  0, 1, -1, 2, -2, 3, -3, 7, -16, 255, 65536, -65537, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 2 ** 30, 123456789,
]; // oxfmt-ignore

/** What a tensor is filled from: `edge` whatever there is, `tail` moderate and large, `spoiled` moderate but one. */
export type Pool = 'edge' | 'tail' | 'spoiled' | 'moderate';

/** Numbers that a seed draws, the same ones everywhere. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const moderate = (next: () => number) => Math.fround(4 * next() - 2);

/** As many values as asked for, of a type, from a pool. */
export function valuesFrom(pool: Pool, dtype: 'float32' | 'int32' | 'bool', length: number, seed: number) {
  const next = random(seed);
  for (let i = 0; i < 8; i++) next();
  const pick = (list: readonly number[]) => list[Math.floor(next() * list.length)];
  if (dtype === 'bool') return Uint8Array.from({ length }, () => Number(next() < 0.5));
  if (dtype === 'int32') {
    return Int32Array.from({ length }, () => (pool === 'edge' ? pick(integers) : Math.floor(9 * next()) - 4));
  }
  const spoiled = Math.floor(next() * length);
  const spoiler = pick([NaN, Infinity, -Infinity]);
  return Float32Array.from({ length }, (_, i) => {
    if (pool === 'edge') return pick(floats);
    if (pool === 'tail') return next() < 0.5 ? pick(tails) : moderate(next);
    return pool === 'spoiled' && i === spoiled ? spoiler : moderate(next);
  });
}

/** Numbers of elements at which loops, vectors and threads begin and end. */
export const counts: fc.Arbitrary<number> = fc.constantFrom(0, 1, 3, 4, 5, 16, 17, 31, 33, 64, 4095, 4096);
