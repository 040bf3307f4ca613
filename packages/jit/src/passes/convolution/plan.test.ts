import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { example, relativeError } from '../../../test/compare.ts';
import { runGraph } from '../../../test/runGraph.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { windowOf } from '../../trace/kernels/windows/convolution.ts';
import { optimise, pipeline } from '../optimise.ts';
import type { ConvolutionForms } from './forms.ts';
import { choosePlan } from './plan.ts';
import type { ConvolutionShapes } from './plans.ts';
import { pointForms } from './pointwise.ts';
import { tapForms } from './taps.ts';

type Four = [number, number, number, number];
type Pad = 'same' | 'valid' | number;

const cases: readonly (readonly [name: string, x: Four, filter: Four, stride: number, pad: Pad])[] = [
  ['3x3 on whole tiles', [2, 16, 8, 3], [3, 3, 3, 5], 1, 'same'],
  ['stride two with uneven padding', [2, 8, 6, 3], [3, 3, 3, 4], 2, 'same'],
  ['an even kernel on a small map', [2, 4, 4, 2], [2, 2, 2, 3], 1, 'same'],
  ['a wide kernel, padding by number', [1, 9, 10, 2], [5, 3, 2, 1], 1, 2],
  ['a batch that makes groups of tiles', [256, 16, 8, 1], [3, 3, 1, 2], 1, 'same'],
];

function shapesOf(x: Four, filter: Four, strides: number, pad: Pad): ConvolutionShapes {
  const { window, outputShape } = windowOf(x, filter, { strides, pad });
  return { window, x, filter, y: outputShape };
}

function planned(shapes: ConvolutionShapes): Record<string, ConvolutionForms> {
  const exact = choosePlan(shapes, true, ['points']);
  const fast = choosePlan(shapes, false, ['points']);
  if (exact.kind !== 'points' || fast.kind !== 'points') throw new Error('plan.test: no plan with points');
  return {
    taps: pointForms(exact, shapes),
    points: pointForms(fast, shapes),
    'taps of x': tapForms({ kind: 'taps', small: 'x' }, shapes),
    'taps of y': tapForms({ kind: 'taps', small: 'y' }, shapes),
  };
}

describe.each(cases)('%s', (_, x, filter, strides, pad) => {
  const shapes = shapesOf(x, filter, strides, pad);
  const values = [example(x, 1), example(filter, 2), example(shapes.y, 3)] as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // oxfmt-ignore
  const [image, weights, dy] = values;
  const convolve = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2d(a, b, strides, pad);
  const [dx, dw] = tf.grads((a: tf.Tensor, b: tf.Tensor) => convolve(a as tf.Tensor4D, b as tf.Tensor4D))([image, weights], dy); // oxfmt-ignore
  const expected = [convolve(image, weights), dx, dw];

  test.each(Object.entries(planned(shapes)))(
    'by %s gives tfjs’ values and gradients',
    async (_name, forms) => {
      const build = new GraphBuilder();
      const [a, b, c] = values.map((value, i) => build.input(i, value.shape, 'float32'));
      const outputs = [
        forms.forward(build, a, b),
        forms.inputGradient(build, c, b),
        forms.filterGradient(build, a, c),
      ];
      const { graph } = optimise({ inputs: [a, b, c], outputs }, build, pipeline({ exact: false }));
      const results = await runGraph(graph, values);
      results.forEach(({ data, shape }, i) => {
        expect(shape).toEqual(expected[i].shape);
        expect(relativeError(expected[i].dataSync(), data)).toBeLessThan(2e-5);
      });
    },
  );
});

describe('choosePlan', () => {
  const kindOf = (x: Four, filter: Four, stride = 1) => {
    const plan = choosePlan(shapesOf(x, filter, stride, 'same'), false);
    return plan.kind === 'points' ? `${plan.rows.points} points` : `taps of ${plan.small}`;
  };

  test('takes Winograd’s points where both sides have many channels', () => {
    expect(kindOf([16, 32, 32, 64], [3, 3, 64, 64])).toBe('6 points');
    expect(kindOf([480, 16, 16, 64], [3, 3, 64, 64])).toBe('6 points');
  });

  test('spreads the side that has few channels', () => {
    expect(kindOf([480, 32, 32, 64], [3, 3, 64, 3])).toBe('taps of y');
    expect(kindOf([480, 32, 32, 3], [3, 3, 3, 64])).toBe('taps of x');
  });

  test('transforms a small map as one matrix', () => {
    expect(kindOf([16, 2, 2, 64], [2, 2, 64, 64])).toBe('4 points');
  });
});
