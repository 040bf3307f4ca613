import { expect, test } from 'vitest';
import { callSite, describeSite } from './source.ts';

/** An error with a stack as Node writes it. */
function errorWith(...frames: readonly string[]): Error {
  const error = new Error('x');
  error.stack = ['Error: x', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

const core = '/app/node_modules/@tensorflow/tfjs-core/src';

test('finds the method of a tensor, whichever way the build names its class', () => {
  for (const name of ['Tensor.dataSync', 'Tensor.Tensor.dataSync', 'Variable.Tensor.dataSync']) {
    const error = errorWith(
      `TracingBackend.readSync (/jit/src/trace/backend.ts:1:1)`,
      `${name} (${core}/tensor.ts:2:2)`,
      `/app/train.ts:3:4`,
    );
    expect(describeSite(callSite(error, 'file:///jit/src/'))).toBe(' (tensor.dataSync at /app/train.ts:3:4)');
  }
});

test('looks past frames without a place', () => {
  const error = errorWith(
    `new Promise (<anonymous>)`,
    `Tensor.Tensor.data (${core}/tensor.ts:350:3)`,
    `step (/app/train.ts:9:1)`,
  );
  expect(callSite(error, 'file:///jit/src/')).toEqual({ call: 'tensor.data', line: '/app/train.ts:9:1' });
});

test('says what it knows where there is no stack of the user', () => {
  expect(describeSite(callSite(errorWith(), 'file:///jit/src/'))).toBe('');
});
