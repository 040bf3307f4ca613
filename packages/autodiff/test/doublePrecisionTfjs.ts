import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as tf from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/** Evaluates a CommonJS file of tfjs with every Float32Array in it replaced by Float64Array. */
function evaluate(file: string, resolve: (id: string) => unknown): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- a module's text, as Node itself runs it
  new Function('require', 'module', 'exports', 'Float32Array', readFileSync(file, 'utf8'))(
    resolve,
    module,
    module.exports,
    Float64Array,
  );
  return module.exports;
}

/**
 * tfjs-core with its cpu backend, computing in float64: the kernels are JavaScript and round only when they
 * store, so with wider arrays central differences become accurate enough to tell a right second derivative
 * from one that is nearly right.
 */
export function loadDoublePrecisionTfjs(): typeof tf {
  const coreFile = require.resolve('@tensorflow/tfjs-core');
  const backendFile = require.resolve('@tensorflow/tfjs-backend-cpu');
  const core = evaluate(coreFile, createRequire(coreFile));
  const backendRequire = createRequire(backendFile);
  evaluate(backendFile, (id) => (id === '@tensorflow/tfjs-core' ? core : backendRequire(id)));
  return core as unknown as typeof tf;
}
