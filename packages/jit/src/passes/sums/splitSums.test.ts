import { describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expectCases } from '../../../test/passCases.ts';
import { jit } from '../../jit.ts';
import { splitSums } from './splitSums.ts';

describe('splitSums', () => {
  expectCases(splitSums, {
    'leaves a short sum': {
      shapes: [[32, 32]],
      make: (build, x) => build.reduce('ReduceSum', x, [0, 1]),
      before: 'ReduceSum[0,1](x0)',
      after: 'ReduceSum[0,1](x0)',
    },
    'adds up rows, then columns, then images': {
      shapes: [[480, 32, 32]],
      make: (build, x) => build.reduce('ReduceSum', x, [0, 1, 2]),
      before: 'ReduceSum[0,1,2](x0)',
      after: 'ReduceSum[0](ReduceSum[1,2](x0))',
    },
    'makes a long axis two': {
      shapes: [[8192, 2]],
      make: (build, x) => build.reduce('ReduceSum', x, [0]),
      before: 'ReduceSum[0](x0)',
      after: 'ReduceSum[0](ReduceSum[1](Reshape[64,128,2](x0)))',
    },
  });

  test('adds two million equal values as exactly as float32 can say', async () => {
    const x = { dtype: 'float32', shape: [2 ** 21], data: new Float32Array(2 ** 21).fill(0.1) } as const;
    const step = await jit((v: tf.Tensor) => tf.sum(v), [x], { engine: 'onnx-cpu' });
    const { data } = await step.arrays(x);
    expect(Math.abs(data[0] / (2 ** 21 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
    await step.dispose();
  });
});
