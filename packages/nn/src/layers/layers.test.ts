import { ndarray, toTensors, treeLeaves, type NdArray, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../random/key.ts';
import { activation } from './activation.ts';
import { eachPart } from './combined/eachPart.ts';
import { heads } from './combined/heads.ts';
import { mlp } from './combined/mlp.ts';
import { residual } from './combined/residual.ts';
import { sequential } from './combined/sequential.ts';
import { dense } from './dense.ts';
import { elementwise } from './elementwise.ts';
import { depthToSpace, spaceToDepth } from './image/blocks.ts';
import { conv2d } from './image/conv2d.ts';
import { upsampleNearest } from './image/upsampleNearest.ts';
import type { Layer } from './layer.ts';
import { flatten, reshape } from './shapes.ts';

/** Applies a layer to numbers and reads the numbers back. */
function run(layer: Layer, params: Tree<NdArray>, x: number[], shape: number[]): number[] {
  return tf.tidy(() => Array.from(layer.apply(toTensors(params), tf.tensor(x, shape)).dataSync()));
}

const count = (size: number) => Array.from({ length: size }, (_, index) => index + 1);

describe('dense', () => {
  const layer = dense({ inputs: 2, outputs: 3 });
  const params = { kernel: ndarray([1, 2, 3, 4, 5, 6], [2, 3]), bias: ndarray([10, 20, 30]) };

  it('multiplies by the kernel and adds the bias', () => {
    expect(run(layer, params, [1, -1, 2, 0.5], [2, 2])).toEqual([7, 17, 27, 14, 26.5, 39]);
  });

  it('acts on the last axis of any rank', () => {
    expect(run(layer, params, [1, -1, 2, 0.5], [1, 2, 1, 2])).toEqual([7, 17, 27, 14, 26.5, 39]);
    expect(layer.outputShape([2, 1, 2])).toEqual([2, 1, 3]);
    expect(layer.macs([2, 1, 2])).toBe(12);
  });

  it('has no bias when told so', () => {
    const bare = dense({ inputs: 2, outputs: 3, bias: false });
    expect(Object.keys(bare.init(key(0)))).toEqual(['kernel']);
    expect(run(bare, { kernel: params.kernel }, [1, -1], [1, 2])).toEqual([-3, -3, -3]);
  });

  it('names what is wrong with its input', () => {
    expect(() => layer.outputShape([3])).toThrow('dense: the last axis of the input must be 2, but got [3]');
    expect(() => dense({ inputs: 0, outputs: 1 })).toThrow(
      'dense: inputs must be a positive whole number, but got 0',
    );
    expect(() => run(layer, {}, [1, 1], [1, 2])).toThrow(
      "dense: the tree must have an entry 'kernel', but got entries []; pass the tree that init returned",
    );
  });
});

describe('conv2d', () => {
  const ones = (height: number, width: number) => ({
    kernel: ndarray(count(height * width), [height, width, 1, 1]),
    bias: ndarray([0]),
  });
  const one = { inputs: 1, outputs: 1 };
  const image = count(9); // 1 2 3 / 4 5 6 / 7 8 9

  it('slides a 2x2 kernel over an unpadded image', () => {
    const layer = conv2d({ ...one, kernel: 2, padding: 'valid' });
    // 1*1 + 2*2 + 3*4 + 4*5 = 37
    expect(run(layer, ones(2, 2), image, [1, 3, 3, 1])).toEqual([37, 47, 67, 77]);
    expect(layer.outputShape([3, 3, 1])).toEqual([2, 2, 1]);
    expect(layer.macs([3, 3, 1])).toBe(16);
  });

  it('pads an even SAME kernel after the image only', () => {
    const layer = conv2d({ ...one, kernel: 2 });
    // Last column: 1*3 + 3*6 = 21; last row: 1*7 + 2*8 = 23; corner: 9.
    expect(run(layer, ones(2, 2), image, [1, 3, 3, 1])).toEqual([37, 47, 21, 67, 77, 33, 23, 26, 9]);
  });

  it('equals explicit margins of 1 before and 2 after for a 4x4 SAME kernel', () => {
    const x = count(16);
    const same = conv2d({ ...one, kernel: 4 });
    const margins = conv2d({
      ...one,
      kernel: 4,
      padding: [
        [1, 2],
        [1, 2],
      ],
    });
    expect(run(same, ones(4, 4), x, [1, 4, 4, 1])).toEqual(run(margins, ones(4, 4), x, [1, 4, 4, 1]));
  });

  it('halves with stride 2: SAME pads after, a number pads both sides', () => {
    const x = count(16); // rows 1-4, 5-8, 9-12, 13-16
    const same = conv2d({ ...one, kernel: 3, stride: 2 });
    const torch = conv2d({ ...one, kernel: 3, stride: 2, padding: 1 });
    // SAME, first output: the 3x3 corner 1 2 3 / 5 6 7 / 9 10 11 times 1..9.
    const corner = 1 + 4 + 9 + 20 + 30 + 42 + 63 + 80 + 99;
    expect(run(same, ones(3, 3), x, [1, 4, 4, 1])[0]).toBe(corner);
    // Padding 1, first output: 5*1 + 6*2 + 8*5 + 9*6.
    expect(run(torch, ones(3, 3), x, [1, 4, 4, 1])[0]).toBe(5 + 12 + 40 + 54);
    expect(same.outputShape([4, 4, 1])).toEqual([2, 2, 1]);
    expect(torch.outputShape([4, 4, 1])).toEqual([2, 2, 1]);
  });

  it('sums over input channels and adds the bias of each output channel', () => {
    const layer = conv2d({ inputs: 2, outputs: 2, kernel: 1 });
    const params = { kernel: ndarray([1, 10, 100, 1000], [1, 1, 2, 2]), bias: ndarray([0.5, 0.25]) };
    expect(run(layer, params, [1, 2, 3, 4], [1, 1, 2, 2])).toEqual([201.5, 2010.25, 403.5, 4030.25]);
  });

  it.each([
    [3, 1, 'same' as const],
    [2, 2, 'valid' as const],
    [4, 1, 'same' as const],
    [3, 2, 'same' as const],
    [5, 3, 'same' as const],
    [3, 2, 1],
    [[2, 3] as const, [1, 2] as const, 'same' as const],
  ])('tells the output shape of a %j kernel, stride %j, padding %j', (kernel, stride, padding) => {
    const layer = conv2d({ inputs: 2, outputs: 3, kernel, stride, padding });
    for (const size of [5, 6, 7, 8]) {
      const shape = tf.tidy(
        () => layer.apply(toTensors(layer.init(key(0))), tf.zeros([1, size, size + 1, 2])).shape,
      );
      expect(layer.outputShape([size, size + 1, 2])).toEqual(shape.slice(1));
    }
  });

  it('names what is wrong with its input', () => {
    const layer = conv2d({ inputs: 3, outputs: 1, kernel: 5, padding: 'valid' });
    expect(() => layer.outputShape([8, 8, 1])).toThrow(
      'conv2d: the input must have the shape [height, width, 3], but got [8, 8, 1]',
    );
    expect(() => layer.outputShape([4, 8, 3])).toThrow(
      'conv2d: the padded input must be at least as large as the 5x5 kernel, but got [4, 8, 3]',
    );
    expect(() => conv2d({ ...one, kernel: 1.5 })).toThrow(RangeError);
    expect(() => conv2d({ ...one, kernel: 3, padding: -1 })).toThrow(
      'conv2d: a margin must be a whole number from 0 up, but got -1',
    );
  });
});

describe('activation', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  it.each([
    ['relu' as const, (x: number) => Math.max(0, x)],
    ['leakyRelu' as const, (x: number) => (x > 0 ? x : 0.1 * x)],
    ['softplus' as const, (x: number) => Math.log1p(Math.exp(x))],
    ['swish' as const, (x: number) => x * sigmoid(x)],
    ['tanh' as const, Math.tanh],
    ['sigmoid' as const, sigmoid],
  ])('%s has its defining values', (name, f) => {
    const x = [-3, -0.5, 0, 0.25, 4];
    run(activation(name, { slope: 0.1 }), {}, x, [1, 5]).forEach((value, index) => {
      expect(value).toBeCloseTo(f(x[index]), 6);
    });
  });

  it('refuses an unknown name', () => {
    expect(() => activation('gelu' as 'relu')).toThrow(
      "activation: the name must be one of relu, leakyRelu, softplus, swish, tanh, sigmoid, but got 'gelu'",
    );
  });
});

describe('layers of shape', () => {
  it('flatten and reshape keep the order of elements', () => {
    expect(run(flatten(), {}, count(8), [2, 2, 1, 2])).toEqual(count(8));
    expect(flatten().outputShape([4, 4, 32])).toEqual([512]);
    expect(run(reshape([2, 2]), {}, count(8), [2, 4])).toEqual(count(8));
    expect(() => reshape([4, 4, 32]).outputShape([511])).toThrow(
      'reshape: the input must have the 512 elements of [4, 4, 32], but got [511]',
    );
  });

  it('upsampleNearest repeats pixels along both axes', () => {
    expect(run(upsampleNearest(2), {}, [1, 2, 3, 4], [1, 2, 2, 1])).toEqual([
      1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4,
    ]);
    expect(upsampleNearest(3).outputShape([2, 4, 5])).toEqual([6, 12, 5]);
  });

  it('spaceToDepth gathers patches row by row, and depthToSpace undoes it', () => {
    const x = count(16); // rows 1-4, 5-8, 9-12, 13-16
    expect(run(spaceToDepth(2), {}, x, [1, 4, 4, 1])).toEqual([
      1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16,
    ]);
    const y = count(2 * 4 * 6 * 3);
    const there = run(spaceToDepth(2), {}, y, [2, 4, 6, 3]);
    expect(there).not.toEqual(y);
    expect(run(depthToSpace(2), {}, there, [2, 2, 3, 12])).toEqual(y);
    expect(spaceToDepth(2).outputShape([32, 32, 3])).toEqual([16, 16, 12]);
    expect(depthToSpace(2).outputShape([16, 16, 12])).toEqual([32, 32, 3]);
    expect(() => spaceToDepth(2).outputShape([5, 4, 1])).toThrow(RangeError);
    expect(() => depthToSpace(2).outputShape([4, 4, 3])).toThrow(RangeError);
  });
});

describe('compositions', () => {
  const times = (factor: number) => elementwise((x) => tf.mul(x, factor));

  it('sequential applies layers in order and adds their multiply-adds', () => {
    const plus = elementwise((x) => tf.add(x, 1));
    expect(run(sequential([times(2), plus]), [{}, {}], [3], [1, 1])).toEqual([7]);
    expect(run(sequential([plus, times(2)]), [{}, {}], [3], [1, 1])).toEqual([8]);
    const net = sequential([
      conv2d({ inputs: 1, outputs: 2, kernel: 2, stride: 2 }),
      flatten(),
      dense({ inputs: 8, outputs: 3 }),
    ]);
    expect(net.outputShape([4, 4, 1])).toEqual([3]);
    expect(net.macs([4, 4, 1])).toBe(4 * 4 * 2 + 24);
  });

  it('residual adds the body to the input, or to the skip', () => {
    expect(run(residual(times(2)), { body: {} }, [3], [1, 1])).toEqual([9]);
    expect(run(residual(times(2), times(10)), { body: {}, skip: {} }, [3], [1, 1])).toEqual([36]);
    expect(() => residual(dense({ inputs: 2, outputs: 3 })).outputShape([2])).toThrow(
      'residual: body and shortcut must have one output shape, but got [3] and [2]; pass a skip layer that changes the shape',
    );
  });

  it('heads give every output by name', () => {
    const posterior = heads({ mean: times(2), logVariance: times(3) });
    const out = posterior.apply({ mean: {}, logVariance: {} }, tf.tensor2d([[1]]));
    expect([out.mean.dataSync()[0], out.logVariance.dataSync()[0]]).toEqual([2, 3]);
    tf.dispose(out);
    expect(posterior.outputShape([4])).toEqual({ mean: [4], logVariance: [4] });
  });

  it('mlp alternates dense layers and the activation, none after the last', () => {
    const net = mlp({ inputs: 1, hidden: [2], outputs: 1, activation: 'relu', outputBias: false });
    const params = [
      { kernel: ndarray([1, -1], [1, 2]), bias: ndarray([0, 0]) },
      {},
      { kernel: ndarray([-1, -3], [2, 1]) },
    ];
    expect(run(net, params, [2, -2], [2, 1])).toEqual([-2, -6]);
    expect(net.init(key(0))).toHaveLength(3);
  });

  it('mlp scales the first weights of the last layer by outputGain alone', () => {
    const options = { inputs: 3, hidden: [4], outputs: 2 };
    const [plain, small] = [1, 0.1].map(
      (outputGain) => mlp({ ...options, outputGain }).init(key(5)) as { kernel: NdArray }[],
    );
    expect(small[0]).toEqual(plain[0]);
    plain[2].kernel.data.forEach((weight, index) => {
      expect(small[2].kernel.data[index]).toBeCloseTo(0.1 * weight, 7);
    });
  });
});

describe('eachPart', () => {
  const params = { kernel: ndarray([1, 10], [2, 1]), bias: ndarray([100]) };
  const layer = eachPart(3, dense({ inputs: 2, outputs: 1 }));

  it('keeps samples and parts apart, and their order', () => {
    expect(run(layer, params, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3], [2, 6])).toEqual([
      121, 143, 165, 187, 119, 132,
    ]);
  });

  it('counts the operations of every part, and the parameters of one', () => {
    expect(layer.macs([6])).toBe(6);
    expect(layer.outputShape([6])).toEqual([3]);
    expect(treeLeaves(layer.init(key(0))).map(({ shape }) => shape)).toEqual([[2, 1], [1]]);
  });

  it('says what does not divide', () => {
    expect(() => layer.outputShape([5])).toThrow(
      'eachPart: the last axis must be a multiple of 3, but got shape [5]; change the number of parts or of channels',
    );
    expect(() => eachPart(0, flatten())).toThrow(
      'eachPart: parts must be an integer of at least 1, but got 0',
    );
  });
});
