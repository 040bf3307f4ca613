import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { grad } from '@hgn/autodiff';
import { jit } from '../../../src/index.ts';
import { compare } from '../../compare.ts';
import { kernelCases } from '../../kernels/cases/all.ts';
import { drawn, tensorOf } from '../../kernels/cases/draw.ts';

/** Of the greatest value. */
const bound = 1e-5;

const failed: string[] = [];
let compared = 0;

async function check(
  name: string,
  fn: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  inputs: tf.Tensor[],
) {
  for (const threads of [1, 2]) {
    const { errors, shapesAgree } = await compare(fn, inputs, { engine: 'native', threads }, 1);
    compared += 1;
    const worst = Math.max(0, ...errors);
    if (!shapesAgree || !(worst < bound)) failed.push(`${name} on ${threads} threads: off by ${worst}`);
  }
}

for (const [kernel, { inputs, fn }] of Object.entries(kernelCases)) {
  await tf.setBackend('cpu');
  const property = fc.asyncProperty(drawn, fc.integer({ min: 1, max: 1e6 }), async (draw, seed) => {
    await check(
      kernel,
      fn(draw),
      inputs(draw).map((input, i) => tensorOf(input, seed + i)),
    );
  });
  try {
    await fc.assert(property, { numRuns: 3, seed: 1 });
  } catch (error) {
    failed.push(`${kernel}: ${String(error)}`);
  }
}

// What a step of training is made of: convolutions with their gradients, and products of sizes that go other ways.
await tf.setBackend('cpu');
const images = tf.randomNormal<tf.Rank.R4>([4, 16, 16, 6], 0, 1, 'float32', 1);
const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 6, 16], 0, 0.3, 'float32', 2);
await check(
  'gradient of a convolution',
  (x, w) =>
    grad((v: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.square(tf.conv2d(x as tf.Tensor4D, v as tf.Tensor4D, 1, 'same'))),
    )(w),
  [images, filter],
);
for (const [rows, inner, columns] of [
  [1, 64, 1],
  [16, 12, 64],
  [64, 64, 64],
  [65, 300, 257],
]) {
  await check('MatMul', (a, b) => tf.matMul(a, b), [
    tf.randomNormal([rows, inner], 0, 1, 'float32', 3),
    tf.randomNormal([inner, columns], 0, 1, 'float32', 4),
  ]);
}

const twice = await jit((x: tf.Tensor) => tf.add(x, x), [tf.tensor([1])], { engine: 'native' });
await twice.dispose();
process.stdout.write(
  `${process.platform}-${process.arch}, Node ${process.versions.node}: ${compared} comparisons, ${failed.length} failed\n`,
);
for (const line of failed) process.stdout.write(`  ${line}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
