import { expect, test } from 'vitest';
import { exactFunctions } from '../../test/helpers/exactFunctions.ts';
import {
  assemble,
  get,
  i32,
  loadVector,
  repeat,
  set,
  storeVector,
  v128,
  whole,
} from '../webAssembly/assembler.ts';
import { instantiate } from '../webAssembly/instantiate.ts';
import { fallbacks, functionCode, type Workshop } from './vectorMath.ts';

type Name = keyof typeof exactFunctions;

/** The function of many numbers, two at a time. */
function vectorFunction(name: Name, xs: readonly number[]): Float64Array {
  const numbers: number[] = [];
  let locals = 2;
  const shop: Workshop = {
    local: () => 2 + locals++,
    constant: (x) => [...whole(0), ...loadVector(16 * (numbers.push(x) - 1))],
  };
  const [first, end, x, out] = [0, 1, 2, 3];
  const code = [
    ...[...get(first), ...loadVector(0), ...set(x)],
    ...functionCode(name, x, out, shop),
    ...[...get(first), ...get(out), ...storeVector(0)],
  ];
  const bytes = assemble(
    65_536,
    fallbacks.map((each) => [each, each === 'pow' ? 2 : 1]),
    [
      {
        name: 'run',
        parameters: [i32, i32],
        locals: Array.from({ length: locals }, () => v128),
        code: repeat(first, 16, get(end), code),
      },
    ],
  );
  const instance = instantiate(bytes, {
    sin: Math.sin,
    cos: Math.cos,
    exp: Math.exp,
    log: Math.log,
    pow: Math.pow,
  });
  if (instance === undefined) throw new Error('there is no WebAssembly');
  const memory = new Float64Array(instance.memory.buffer);
  numbers.forEach((c, i) => memory.fill(c, 2 * i, 2 * i + 2));
  const begin = 2 * numbers.length;
  const padded = xs.length % 2 === 0 ? xs : [...xs, xs[0]];
  memory.set(padded, begin);
  instance.routines.run(8 * begin, 8 * (begin + padded.length));
  return memory.slice(begin, begin + xs.length);
}

/** The distance between a number and the next. */
function unit(x: number): number {
  const bits = new BigInt64Array(Float64Array.of(Math.abs(x)).buffer);
  bits[0]++;
  return new Float64Array(bits.buffer)[0] - Math.abs(x);
}

test.each(Object.keys(exactFunctions) as Name[])('%s is right to 2 units of the last place', (name) => {
  const rows = exactFunctions[name];
  const found = vectorFunction(
    name,
    rows.map(([x]) => x),
  );
  rows.forEach(([x, value, rest], i) => {
    const error = Math.abs(found[i] - value - rest) / unit(value);
    expect(error, `${name}(${x}) = ${found[i]}`).toBeLessThan(2);
  });
});

test.each([
  ['sin', (k: number) => (k - 5000) * 0.37],
  ['cos', (k: number) => (k - 5000) * 0.0371],
  ['exp', (k: number) => (k - 5000) * 0.139],
  ['log', (k: number) => 1.01 ** (k - 5000)],
] as const)('%s is that of Math but for the last places, on a grid', (name, x) => {
  const xs = Array.from({ length: 7_000 }, (_, k) => x(k));
  const found = vectorFunction(name, xs);
  xs.forEach((each, i) => {
    const exact = Math[name](each);
    expect(Math.abs(found[i] - exact), `${name}(${each})`).toBeLessThanOrEqual(2 * unit(exact));
  });
});

test('what has no value is NaN, and the other number of the vector keeps its own', () => {
  expect([...vectorFunction('sin', [NaN, 1, Infinity, 2])]).toEqual([NaN, Math.sin(1), NaN, Math.sin(2)]);
  expect([...vectorFunction('exp', [Infinity, 0, -Infinity, 1000])]).toEqual([Infinity, 1, 0, Infinity]);
  expect([...vectorFunction('log', [0, 1, -1, Infinity])]).toEqual([-Infinity, 0, NaN, Infinity]);
});
