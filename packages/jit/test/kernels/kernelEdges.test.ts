import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { compare, example, relativeError } from '../compare.ts';

const cpu = { engine: 'onnx-cpu' } as const;
const images = (n: number, height = 5) => example([n, height, 6, 2], 1) as tf.Tensor4D;

beforeAll(() => tf.setBackend('cpu'));

async function run(fn: (...inputs: tf.Tensor[]) => tf.Tensor, ...inputs: tf.Tensor[]) {
  const step = await jit(fn, inputs, cpu);
  const result = await step.arrays(...inputs);
  await step.dispose();
  return result.data;
}

test('a crop of the whole image is that image resized, also where tfjs’ cpu kernel loses the last row', async () => {
  // In float64 too, 25 · (7 / 25) > 7: the kernel of tfjs takes the last of 26 rows for one beyond the image.
  const image = images(1, 8);
  const crop = (x: tf.Tensor) =>
    tf.image.cropAndResize(x as tf.Tensor4D, [[0, 0, 1, 1]], [0], [26, 11], 'bilinear', -7);
  const resized = tf.image.resizeBilinear(image, [26, 11], true).dataSync();
  expect(relativeError(resized, await run(crop, image))).toBeLessThan(1e-5);
  const lastRowOfTfjs = tf.slice(crop(image), [0, 25, 0, 0], [1, 1, 11, 2]).dataSync();
  expect(new Set(lastRowOfTfjs)).toEqual(new Set([-7]));
});

test('a box of an image that there is not gives zeros', async () => {
  const boxes = tf.tensor2d([0.1, 0.2, 0.6, 0.7, 0.1, 0.2, 0.6, 0.7], [2, 4]);
  const crop = (x: tf.Tensor, of: tf.Tensor) =>
    tf.image.cropAndResize(x as tf.Tensor4D, boxes, of as tf.Tensor1D, [2, 2], 'bilinear', 1);
  const values = await run(crop, images(2), tf.tensor1d([-1, 2], 'int32'));
  expect(new Set(values)).toEqual(new Set([0]));
});

test.each([1, 3])('every image of a batch is transformed, %i maps given', async (maps) => {
  // tfjs' cpu kernel leaves all but the first out, so each is transformed by itself here.
  const batch = images(3);
  const change = tf.mul(example([maps, 8], 2), [[0.4, 0.4, 2, 0.4, 0.4, 2, 0.05, 0.05]]);
  const map = tf.add<tf.Tensor2D>(change, [[1, 0, 0, 0, 1, 0, 0, 0]]);
  const alone = tf.unstack(batch).map((image, i) => {
    const own = tf.slice(map, [maps === 1 ? 0 : i, 0], [1, 8]);
    return tf.image.transform(tf.expandDims<tf.Tensor4D>(image), own, 'bilinear', 'reflect');
  });
  const values = await run(
    (x, m) => tf.image.transform(x as tf.Tensor4D, m as tf.Tensor2D, 'bilinear', 'reflect'),
    batch,
    map,
  );
  expect(relativeError(tf.concat(alone).dataSync(), values)).toBeLessThan(1e-5);
});

test('a projection without depth gives the filling', async () => {
  // k = 1 - x / 2 is 0 in the third column.
  const map = tf.tensor2d([1, 0, 0, 0, 1, 0, -0.5, 0], [1, 8]);
  for (const interpolation of ['nearest', 'bilinear'] as const) {
    const turn = (x: tf.Tensor) => tf.image.transform(x as tf.Tensor4D, map, interpolation, 'constant', 9);
    const { errors } = await compare(turn, [images(1)], cpu);
    expect(errors[0]).toBeLessThan(1e-5);
  }
});

test('halfway between pixels, nearest is the later one', async () => {
  const map = tf.tensor2d([1, 0, 0.5, 0, 1, -0.5, 0, 0], [1, 8]);
  const move = (x: tf.Tensor) => tf.image.transform(x as tf.Tensor4D, map, 'nearest');
  expect((await compare(move, [images(1)], cpu)).errors).toEqual([0]);
});

test('gradients of the gradients of crops and maps are those of eager tfjs, by images and by places', async () => {
  const seen = (x: tf.Tensor, boxes: tf.Tensor, map: tf.Tensor) => {
    const crop = tf.image.cropAndResize(x as tf.Tensor4D, boxes as tf.Tensor2D, [0, 0], [3, 4]);
    const warped = tf.image.transform(tf.slice(crop, 0, 1), map as tf.Tensor2D, 'bilinear', 'wrap'); // oxfmt-ignore
    const turned = tf.image.rotateWithOffset(crop, 0.6);
    return tf.add(tf.sum(tf.square(warped)), tf.sum(tf.square(turned)));
  };
  const slopes = grad((inputs: tf.Tensor[]) => seen(inputs[0], inputs[1], inputs[2]));
  const curvature = (...inputs: tf.Tensor[]) => {
    const second = grad((all: tf.Tensor[]) => tf.addN(slopes(all).map((slope) => tf.sum(tf.square(slope)))));
    return [...slopes(inputs), ...second(inputs)];
  };
  const boxes = tf.tensor2d([0.13, 0.21, 0.77, 0.93, 0.4, -0.17, 0.61, 0.47], [2, 4]);
  const map = tf.tensor2d([1.17, -0.33, 0.71, 0.21, 0.93, 0.37, 0.03, -0.02], [1, 8]);
  const { errors } = await compare(curvature, [images(1), boxes, map], cpu);
  expect(errors).toHaveLength(6);
  errors.forEach((error) => expect(error).toBeLessThan(1e-4));
});

test('bits are exact at both ends of int32', async () => {
  const edge = [0, 1, -1, 15, 16, -16, -17, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 0x55555555, ~0x55555555];
  const pairs = edge.flatMap((a) => edge.map((b) => [a, b]));
  const ofAll = (side: number) => tf.tensor1d(pairs.map((pair) => pair[side]), 'int32'); // oxfmt-ignore
  const values = await run((a, b) => tf.bitwiseAnd(a, b), ofAll(0), ofAll(1));
  expect(Array.from(values)).toEqual(pairs.map(([a, b]) => a & b));
});

test('shapes to broadcast must not come from arguments', async () => {
  const shape = tf.tensor1d([2, 1], 'int32');
  await expect(jit((s: tf.Tensor) => tf.broadcastArgs(s, [1, 3]), [shape], cpu)).rejects.toThrow(
    'tf.broadcastArgs takes shapes, which are known while the function is compiled',
  );
});
