import { pi, rounder, sineSeries } from '../expression/code.ts';
import { call, get, lane, set, unless, whole, withSecond, type Code } from '../webAssembly/assembler.ts';
import { vector } from '../webAssembly/vector.ts';

/** What vector code is written with. */
export interface Workshop {
  /** A new local for a vector. */
  local(): number;
  /** A number for both lanes, from the memory: V8 would make it anew at each use. */
  constant(x: number): Code;
}

const { add, subtract, multiply, divide, absolute } = vector;

/** Functions that are called where an argument is beyond what the code here is made for. */
export const fallbacks = ['sin', 'cos', 'exp', 'log', 'pow'] as const;

const ln2 = [0.6931471803691238, 1.9082149292705877e-10];

// By interpolation at Chebyshev's nodes, in 60 digits: (exp r - 1 - r) / r^2 in
// r up to ln 2 / 2, and (2 artanh s - 2 s) / s^3 in s^2 up to artanh^-1 of ln 2 / 4; errors below 0.4 units of the last place.
const exponential = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326136, 0.0013888888888883575,
  0.00019841269874820627, 0.00002480158732587779, 2.7557255400206422e-6, 2.755727336838332e-7,
  2.5105217004720745e-8, 2.0914770123558385e-9,
];
const logarithm = [
  0.666666666666667, 0.3999999999989938, 0.28571428626031065, 0.2222221112572281, 0.18182889786191042,
  0.15331699633543858, 0.14616721179861816,
];

/** Code for what a function of a vector in a local is, at most 2 units of the last place off; leaves it in `out`. */
export function functionCode(
  name: 'sin' | 'cos' | 'exp' | 'log',
  x: number,
  out: number,
  shop: Workshop,
): Code {
  const code = { sin: sineCode, cos: sineCode, exp: exponentialCode, log: logarithmCode }[name];
  return code(x, out, shop, name === 'cos');
}

/** c[0] + c[1] x + …, two by two so that fewer operations wait for each other. */
function polynomial(coefficients: readonly number[], x: Code, square: Code, { constant }: Workshop): Code {
  const horner = (part: readonly number[]): Code =>
    part
      .slice(0, -1)
      .reduceRight<Code>(
        (sum, c) => [...sum, ...square, ...multiply, ...constant(c), ...add],
        constant(part[part.length - 1]),
      );
  const [even, odd] = [0, 1].map((k) => horner(coefficients.filter((_, i) => i % 2 === k)));
  return [...even, ...odd, ...x, ...multiply, ...add];
}

/** `out` anew, number by number, unless the mask that was left holds for both. */
function unlessWithin(name: (typeof fallbacks)[number], x: number, out: number): Code {
  const apart = (which: 0 | 1): Code => [...lane(x, which), ...call(fallbacks.indexOf(name))];
  return [
    ...vector.allTrue,
    ...unless([...apart(0), ...vector.splat, ...apart(1), ...withSecond, ...set(out)]),
  ];
}

/** Within pi / 2 of a multiple of pi; the cosine is the sine a quarter on, of which the multiples are halves. */
function sineCode(x: number, out: number, shop: Workshop, isCosine: boolean): Code {
  const { local, constant } = shop;
  const [turns, multiple, first, r, z] = Array.from({ length: 5 }, local);
  const half: Code = isCosine ? [...constant(0.5), ...subtract] : [];
  const upHalf: Code = isCosine ? [...constant(0.5), ...add] : [];
  const times = (part: number): Code => [...get(multiple), ...constant(pi[part]), ...multiply];
  return [
    ...[
      ...get(x),
      ...constant(1 / Math.PI),
      ...multiply,
      ...half,
      ...constant(rounder),
      ...add,
      ...set(turns),
    ],
    ...[...get(turns), ...constant(rounder), ...subtract, ...upHalf, ...set(multiple)],
    // The first difference is exact; what rounding takes from the second goes into the third.
    ...[...get(x), ...times(0), ...subtract, ...set(first)],
    ...[...times(1), ...set(z), ...get(first), ...get(z), ...subtract, ...set(r)],
    ...[
      ...get(first),
      ...get(r),
      ...subtract,
      ...get(z),
      ...subtract,
      ...times(2),
      ...subtract,
      ...get(r),
      ...add,
    ],
    ...(isCosine ? vector.negate : []),
    ...set(r),
    ...[...get(r), ...get(r), ...multiply, ...set(z)],
    ...[...get(z), ...get(z), ...multiply, ...set(first)],
    ...polynomial(sineSeries, get(z), get(first), shop),
    ...[...get(z), ...get(r), ...multiply, ...multiply, ...get(r), ...add],
    // Odd multiples turn the sign.
    ...[...get(turns), ...whole(63), ...vector.shiftLeft, ...vector.exclusiveOr, ...set(out)],
    ...[...get(x), ...absolute, ...constant(1e6), ...vector.atMost],
    ...unlessWithin(isCosine ? 'cos' : 'sin', x, out),
  ];
}

function exponentialCode(x: number, out: number, shop: Workshop): Code {
  const { local, constant } = shop;
  const [shifted, r, z] = Array.from({ length: 3 }, local);
  const multiple: Code = [...get(shifted), ...constant(rounder), ...subtract];
  return [
    ...[...get(x), ...constant(Math.LOG2E), ...multiply, ...constant(rounder), ...add, ...set(shifted)],
    ...[...get(x), ...multiple, ...constant(ln2[0]), ...multiply, ...subtract],
    ...[...multiple, ...constant(ln2[1]), ...multiply, ...subtract, ...set(r)],
    ...[...get(r), ...get(r), ...multiply, ...set(z)],
    ...polynomial(exponential, get(r), get(z), shop),
    ...[...get(z), ...multiply, ...get(r), ...add, ...constant(1), ...add],
    // The power of two goes to the exponent.
    ...[...get(shifted), ...whole(52), ...vector.shiftLeft, ...vector.addBits, ...set(out)],
    ...[...get(x), ...absolute, ...constant(700), ...vector.atMost],
    ...unlessWithin('exp', x, out),
  ];
}

/** As in fdlibm, from 1 + f between the roots of 1/2 and 2 and the power of two. */
function logarithmCode(x: number, out: number, shop: Workshop): Code {
  const { local, constant } = shop;
  const [power, f, s, w, half] = Array.from({ length: 5 }, local);
  const k: Code = get(power);
  return [
    ...[
      ...get(x),
      ...constant(Math.SQRT1_2),
      ...vector.subtractBits,
      ...whole(52),
      ...vector.shiftRight,
      ...set(power),
    ],
    ...[...get(x), ...get(power), ...whole(52), ...vector.shiftLeft, ...vector.subtractBits],
    ...[...constant(1), ...subtract, ...set(f)],
    // As a number.
    ...[
      ...get(power),
      ...constant(rounder),
      ...vector.addBits,
      ...constant(rounder),
      ...subtract,
      ...set(power),
    ],
    ...[...get(f), ...get(f), ...constant(2), ...add, ...divide, ...set(s)],
    ...[...get(s), ...get(s), ...multiply, ...set(w)],
    ...[...get(f), ...get(f), ...multiply, ...constant(0.5), ...multiply, ...set(half)],
    ...[...get(w), ...get(w), ...multiply, ...set(out)],
    // k ln2 - ((f^2 / 2 - (s (f^2 / 2 + R) + k rest)) - f), where R = w P(w)
    ...[...k, ...constant(ln2[0]), ...multiply],
    ...[...get(half), ...get(s), ...get(half), ...polynomial(logarithm, get(w), get(out), shop)],
    ...[...get(w), ...multiply, ...add, ...multiply, ...k, ...constant(ln2[1]), ...multiply, ...add],
    ...[...subtract, ...get(f), ...subtract, ...subtract, ...set(out)],
    ...[...constant(2.2250738585072014e-308), ...get(x), ...vector.atMost],
    ...[...get(x), ...constant(Number.MAX_VALUE), ...vector.atMost, ...vector.and],
    ...unlessWithin('log', x, out),
  ];
}

/** x to any power, number by number. */
export const powerCode = (x: number, exponent: Code, out: number): Code => {
  const apart = (which: 0 | 1): Code => [...lane(x, which), ...exponent, ...call(fallbacks.indexOf('pow'))];
  return [...apart(0), ...vector.splat, ...apart(1), ...withSecond, ...set(out)];
};
