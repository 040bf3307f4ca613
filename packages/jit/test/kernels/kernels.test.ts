import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelRules } from '../../src/trace/kernels/table.ts';
import { compare } from '../compare.ts';
import { ownEngines } from '../compiledEngines.ts';
import { kernelCases } from './cases/all.ts';
import { drawn, tensorOf } from './cases/draw.ts';

const engines = ['onnx-cpu' as const, ...ownEngines];

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
        for (const engine of engines) {
          const result = await compare(call, tensors, { engine }, 1);
          expect(result.shapesAgree).toBe(true);
          expect(result.typesAgree).toBe(true);
          for (const error of result.errors) expect(error).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 12 },
    );
    expect(reached).toBe(true);
  },
);
