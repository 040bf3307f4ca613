import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelRules } from '../src/trace/kernels/table.ts';
import { compare } from './compare.ts';
import { kernelCases } from './kernelCases/all.ts';
import type { Drawn, Input } from './kernelCases/case.ts';

const drawn: fc.Arbitrary<Drawn> = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      partner: fc
        .tuple(
          fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
          fc.integer({ min: 0, max: shape.length }),
        )
        .map(([ones, from]) => shape.map((n, i) => (ones[i] ? 1 : n)).slice(from)),
      axis: fc.integer({ min: 0, max: shape.length - 1 }),
      axes: fc.subarray([...shape.keys()], { minLength: 1 }),
      count: fc.integer({ min: 1, max: 3 }),
      flag: fc.boolean(),
    }),
  );

function tensorOf({ shape, from = -2, to = 2, dtype = 'float32' }: Input, seed: number): tf.Tensor {
  const values = tf.randomUniform([...shape], from, to, 'float32', seed);
  if (dtype === 'float32') return values;
  return dtype === 'int32' ? tf.cast(tf.floor(values), 'int32') : tf.cast(tf.floor(values), 'bool');
}

/** Kernels that other tests reach. */
const testedElsewhere = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'];

test('every kernel with a rule has a case', () => {
  const tested = [...Object.keys(kernelCases), ...testedElsewhere].sort();
  expect(tested).toEqual(Object.keys(kernelRules).sort());
});

test.each(Object.entries(kernelCases))(
  '%s gives tfjs’ values for random shapes',
  async (kernel, { inputs, fn }) => {
    await tf.setBackend('cpu');
    let reached = false;
    await fc.assert(
      fc.asyncProperty(drawn, fc.integer({ min: 1, max: 1e6 }), async (draw, seed) => {
        const tensors = inputs(draw).map((input, i) => tensorOf(input, seed + i));
        const call = fn(draw);
        const profile = await tf.profile(() => call(...tensors));
        reached ||= profile.kernelNames.includes(kernel);
        const result = await compare(call, tensors, { engine: 'onnx-cpu' }, 1);
        expect(result.shapesAgree).toBe(true);
        expect(result.typesAgree).toBe(true);
        for (const error of result.errors) expect(error).toBeLessThan(1e-5);
      }),
      { numRuns: 12 },
    );
    expect(reached).toBe(true);
  },
);
