import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { compiledEngines, type CompiledEngine } from '../compiledEngines.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { kernelCases } from '../kernels/cases/all.ts';
import type { Drawn, Input } from '../kernels/cases/case.ts';
import { elementwiseCases } from '../kernels/cases/elementwise.ts';
import { imageCases } from '../kernels/cases/images.ts';
import { agree } from './agree.ts';
import { accepted } from './differences.ts';
import { counts, valuesFrom, type Pool } from './values.ts';

beforeAll(() => tf.setBackend('cpu'));

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Inputs that must stay what they are for a call to be one: indices, and what has a range of its own. */
const isFixed = (kernel: string, { dtype = 'float32', from }: Input) =>
  !(kernel in elementwiseCases) && (dtype === 'int32' || from !== undefined);

function tensorOf(kernel: string, input: Input, pool: Pool, seed: number): tf.Tensor {
  const { shape, from = -2, to = 2, dtype = 'float32' } = input;
  if (!isFixed(kernel, input))
    return tf.tensor(valuesFrom(pool, dtype, sizeOf(shape), seed), [...shape], dtype);
  const values = tf.randomUniform([...shape], from, to, 'float32', seed);
  return dtype === 'float32' ? values : tf.cast(tf.floor(values), dtype);
}

const run = (fn: () => tf.Tensor | tf.Tensor[]) => {
  const result = fn();
  return result instanceof tf.Tensor ? [result] : result;
};

/** The greatest of some numbers, at least 1. */
const greatest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 1);

/** Kernels whose cases add up what they are given: the rounding of a sum goes by its terms, whose sum may be near 0. */
const sums: Readonly<Record<string, true>> = {
  Sum: true,
  Mean: true,
  Cumsum: true,
  UnsortedSegmentSum: true,
  LinSpace: true,
  Range: true,
  BroadcastArgs: true,
};

/** Where compiled and eager values differ, in words; undefined where they agree. */
async function difference(
  kernel: string,
  call: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  inputs: tf.Tensor[],
  engine: CompiledEngine,
): Promise<string | undefined> {
  const expected = run(() => call(...inputs));
  if (expected.length === 0) return undefined; // nothing to compile
  const spoiled = inputs.some((x) => !x.dataSync().every(Number.isFinite));
  const step = await jit((...all: tf.Tensor[]) => run(() => call(...all)), inputs, { engine, exactConvolutions: true }); // oxfmt-ignore
  const actual = await step.arrays(...inputs);
  await step.dispose();
  for (const [i, output] of expected.entries()) {
    const { dtype, shape, data } = actual[i];
    if (dtype !== output.dtype || shape.join() !== output.shape.join()) {
      return `${output.dtype} [${output.shape.join()}] is ${dtype} [${shape.join()}]`;
    }
    const values = output.dataSync();
    const row = (compared[kernel] ??= {
      'onnx-cpu': 0,
      'onnx-wasm': 0,
      native: 0,
      wasm: 0,
      elements: 0,
      'edge values': 0,
    });
    row.elements += values.length;
    if (i === 0) {
      row[engine]++;
      row['edge values'] += inputs.reduce((sum, x) => sum + x.dataSync().filter(isEdge).length, 0);
    }
    const finite = Array.from(values, Math.abs).filter(Number.isFinite);
    const greatestInput = greatest(
      inputs.flatMap((x) => Array.from(x.dataSync(), Math.abs)).filter(Number.isFinite),
    );
    const tolerance =
      kernel in elementwiseCases
        ? { relative: 1e-5 }
        : { relative: 1e-5, scale: Math.max(greatest(finite), kernel in sums ? greatestInput : 1) };
    for (const [at, value] of values.entries()) {
      if (agree(value, data[at], tolerance)) continue;
      const seen = inputs.map((x) => x.dataSync()[x.size === values.length ? at : at % Math.max(1, x.size)]);
      if (accepted({ kernel, inputs: seen, spoiled, eager: value, compiled: data[at] })) continue;
      return `${kernel}(${seen.join(', ')}) at ${at} of ${values.length} is ${value} eagerly, ${data[at]} compiled`;
    }
  }
  return undefined;
}

const drawn: fc.Arbitrary<Drawn> = fc
  .oneof(
    fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
    counts.map((count) => [count]),
  )
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      partner: fc.integer({ min: 0, max: shape.length }).map((from) => shape.map((n, i) => (i === 0 ? 1 : n)).slice(from)),
      axis: fc.integer({ min: 0, max: shape.length - 1 }),
      axes: fc.subarray([...shape.keys()], { minLength: 1 }),
      count: fc.integer({ min: 1, max: 3 }),
      flag: fc.boolean(),
    }),
  ); // oxfmt-ignore

/** Which input of a convolution may hold what is not finite: a filter's tap in the padding is multiplied, too. */
const imageInput: Readonly<Partial<Record<string, number>>> = {
  FusedConv2D: 0,
  FusedDepthwiseConv2D: 0,
  DepthwiseConv2dNative: 0,
  DepthwiseConv2dNativeBackpropInput: 2,
  DepthwiseConv2dNativeBackpropFilter: 0,
  Conv3D: 0,
  Conv3DBackpropInputV2: 1,
  Conv3DBackpropFilterV2: 0,
};

/** As many graph outputs as elements: a few say what thousands do, at a hundredth of the compile time. */
const mostLengths: Readonly<Partial<Record<string, number>>> = { Unpack: 33 };

/** The draw with shapes no longer than a kernel is tried with. */
function within(kernel: string, draw: Drawn): Drawn {
  const most = mostLengths[kernel];
  if (most === undefined) return draw;
  const shorter = (shape: readonly number[]) => shape.map((length) => Math.min(length, most));
  return { ...draw, shape: shorter(draw.shape), partner: shorter(draw.partner) };
}

/** Sums of what is large or at the edge depend on their order, and places in images on the size of the map. */
function poolFor(kernel: string, pool: Pool): Pool {
  if (kernel in elementwiseCases) return pool;
  return pool === 'edge' || kernel in imageCases ? 'spoiled' : pool;
}

/** Beyond what a kernel is usually given: not finite, a zero, at either end of float32 or of int32. */
const isEdge = (value: number) =>
  !Number.isFinite(value) || value === 0 || Math.abs(value) < 1e-30 || Math.abs(value) > 1e9;

/** Of each kernel: calls compared on each engine, elements of their results, and edge values among their arguments. */
const compared: Record<string, Record<CompiledEngine | 'elements' | 'edge values', number>> = {};
afterAll(() => {
  if (process.env.HGN_COUNTS === '1') console.table(compared);
});

test.each(['Sum', 'Range', 'BroadcastArgs'])(
  '%s of large numbers that nearly cancel is right to rounding',
  async (kernel) => {
    // Thirty-three numbers of up to 80 whose sum is 0.9.
    const draw: Drawn = { shape: [33], partner: [1], axis: 0, axes: [0], count: 1, flag: false };
    const { inputs, fn } = kernelCases[kernel];
    const tensors = inputs(draw).map((input, i) => tensorOf(kernel, input, 'tail', 2 + i));
    for (const engine of compiledEngines) {
      expect(await difference(kernel, fn(draw), tensors, engine)).toBeUndefined();
    }
  },
);

const pools: readonly Pool[] = ['edge', 'tail', 'spoiled', 'moderate'];

describe.each(compiledEngines)('on %s', (engine) => {
  test.each(Object.entries(kernelCases))('%s', async (kernel, { inputs, fn }) => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.nat(1e6), fc.constantFrom(...pools), async (any, seed, pool) => {
        const draw = within(kernel, any);
        const kind = poolFor(kernel, pool);
        const spoiledInput = imageInput[kernel];
        const tensors = inputs(draw).map((input, i) => {
          const isWhole = spoiledInput !== undefined && i !== spoiledInput;
          return tensorOf(kernel, input, isWhole ? 'moderate' : kind, seed + i);
        });
        let eager = true;
        try {
          tf.dispose(run(() => fn(draw)(...tensors)));
        } catch {
          eager = false; // tfjs itself refuses such shapes
        }
        const differs = eager ? await difference(kernel, fn(draw), tensors, engine) : undefined;
        if (differs !== undefined) throw new Error(differs);
      }),
      { numRuns: 12 },
    );
  });
});
