import { expect, test } from 'vitest';
import { fastest, operatorsIn, shares, sizeClass } from './events.ts';

const event = (name: string, op: string, dur: number, shape: readonly number[]) => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  dur,
  args: { op_name: op, output_type_shape: [{ float: shape }] },
});
const profile = JSON.stringify([
  { cat: 'Session', name: 'model_run', dur: 900 },
  { ...event('', 'Add', 5, [2]), name: 'fence_before' },
  event('', 'Gemm', 300, [16, 128]),
  event('', 'Mul', 20, [16, 128]),
  event('', 'Gemm', 100, []),
]);

test('reads operators with their times and sizes, and nothing else', () => {
  expect(operatorsIn(profile)).toEqual([
    { name: 'Gemm', milliseconds: 0.3, elements: 2048 },
    { name: 'Mul', milliseconds: 0.02, elements: 2048 },
    { name: 'Gemm', milliseconds: 0.1, elements: 1 },
  ]);
});

test('adds up what belongs together, most time first', () => {
  const byName = shares(operatorsIn(profile), ({ name }) => name);
  expect(byName.map(({ group, calls }) => [group, calls])).toEqual([['Gemm', 2], ['Mul', 1]]); // oxfmt-ignore
  expect(byName[0].ms).toBeCloseTo(0.4, 10);
  expect(shares(operatorsIn(profile), sizeClass).map(({ group }) => group)).toEqual([
    'up to 4096',
    'up to 256',
  ]);
});

test('takes each operator at its fastest, and no runs that differ', () => {
  const [gemm, mul] = operatorsIn(profile);
  const slow = { ...gemm, milliseconds: 9 };
  expect(fastest([slow, mul, gemm, { ...mul, milliseconds: 5 }], 2)).toEqual([gemm, mul]);
  expect(() => fastest([gemm, mul, mul], 2)).toThrow('not those of 2 runs');
  expect(() => fastest([gemm, mul, mul, gemm], 2)).toThrow('differ in order');
});
