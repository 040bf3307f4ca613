import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { TraceError } from './errors.ts';
import { lendingSaved } from './lentTensors.ts';
import { trace } from './trace.ts';

const scalar = { shape: [], dtype: 'float32' } as const;
const cubed = (x: tf.Tensor) => tf.mul(x, tf.mul(x, x));

describe('tensors lent to the tape', () => {
  test('are not copied: a product and its gradient take as many kernels as they compute', () => {
    const { kernelCalls } = trace(([x]) => [grad((y: tf.Tensor) => tf.mul(y, y))(x)], [scalar]);
    // A clone of x for the derivative, y·y, 1, two products, their sum, and clones of the value and of what is given.
    expect(kernelCalls).toBeLessThanOrEqual(8);
  });

  test('stay usable after the gradient, of which order soever', () => {
    trace(
      ([x]) => {
        const y = tf.exp(x);
        const slope = grad((z: tf.Tensor) => grad(cubed)(tf.mul(z, y)))(x);
        expect([x, y, slope].map(({ isDisposed }) => isDisposed)).toEqual([false, false, false]);
        return [x.clone(), y.clone(), slope.clone()];
      },
      [scalar],
    );
  });

  test('say still that they cannot be read', () => {
    const reading = ([x]: readonly tf.Tensor[]) => {
      grad((y: tf.Tensor) => tf.mul(y, x))(1);
      x.dataSync();
      return [x];
    };
    expect(() => trace(reading, [scalar])).toThrow(TraceError);
  });

  test('are lent while a function is traced only, also where it throws', () => {
    const fails = () => trace(() => { throw new Error('no'); }, [scalar]); // oxfmt-ignore
    expect(fails).toThrow('no');
    expect(Object.hasOwn(tf.engine(), 'saveTensorsForBackwardMode')).toBe(false);
    const before = tf.memory().numTensors;
    const x = tf.scalar(2);
    const slope = grad(cubed)(x);
    expect(slope.dataSync()[0]).toBe(12);
    tf.dispose([x, slope]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('are lent again by whoever did before', () => {
    lendingSaved(() => {
      const outer = Object.getOwnPropertyDescriptor(tf.engine(), 'saveTensorsForBackwardMode');
      lendingSaved(() => undefined);
      expect(Object.getOwnPropertyDescriptor(tf.engine(), 'saveTensorsForBackwardMode')).toEqual(outer);
    });
    expect(Object.hasOwn(tf.engine(), 'saveTensorsForBackwardMode')).toBe(false);
  });
});
