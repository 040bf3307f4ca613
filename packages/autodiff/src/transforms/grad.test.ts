import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ndarray } from '../tree/ndarray.ts';
import type { Tree } from '../tree/tree.ts';
import { grad, valueAndGrad } from './grad.ts';
import { stopGradient } from './stopGradient.ts';

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors, 'tensors leaked').toBe(before);
});

/** Reads a tensor and disposes it. */
function take(tensor: tf.Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

describe('grad', () => {
  it('takes trees of tensors, host arrays and numbers, and returns the tree of derivatives', () => {
    const f = ({ q, layers }: { q: tf.Tensor; layers: { w: tf.Tensor }[] }) =>
      tf.sum(tf.mul(tf.square(q), layers[0].w));
    const q = tf.tensor1d([1, 2]);
    const derivative = grad(f)({ q, layers: [{ w: ndarray([3, 4]) }, { w: 5 }] });
    expect(take(derivative.q)).toEqual([6, 16]);
    expect(take(derivative.layers[0].w)).toEqual([1, 4]);
    expect(take(derivative.layers[1].w)).toEqual([0]);
    q.dispose();
  });

  it('accepts parameters of unknown structure', () => {
    const loss = (params: Tree<tf.Tensor>) => tf.sum(tf.exp((params as { w: tf.Tensor }).w));
    const params: Tree<ReturnType<typeof ndarray>> = { w: ndarray([0, 0]) };
    const derivative = grad(loss)(params) as { w: tf.Tensor };
    expect(take(derivative.w)).toEqual([1, 1]);
  });

  it('gives zeros for a leaf without influence and for a constant function', () => {
    const c = tf.scalar(2);
    const derivative = grad(({ a, b }: { a: tf.Tensor; b: tf.Tensor }) =>
      tf.sum(tf.mul(a, tf.ones(b.shape))),
    )({
      a: 1,
      b: ndarray([1, 2, 3]),
    });
    expect(take(derivative.a)).toEqual([3]);
    expect(take(derivative.b)).toEqual([0, 0, 0]);
    expect(take(grad<tf.Tensor, []>(() => c)(1))).toEqual([0]);
    c.dispose();
  });

  it('gives one for the identity', () => {
    expect(take(grad((x: tf.Tensor) => x)(7))).toEqual([1]);
  });

  it('keeps the same tensor at two places apart', () => {
    const x = tf.scalar(3);
    const derivative = grad(([a, b]: [tf.Tensor, tf.Tensor]) => tf.mul(tf.square(a), b))([x, x]);
    expect(take(derivative[0])).toEqual([18]);
    expect(take(derivative[1])).toEqual([9]);
    x.dispose();
  });

  it('passes further arguments on and does not differentiate by them', () => {
    const f = (x: tf.Tensor, power: number, shift: tf.Tensor) => tf.add(tf.pow(x, power), shift);
    const shift = tf.scalar(1);
    expect(take(grad(f)(2, 3, shift))).toEqual([12]);
    shift.dispose();
  });

  it('nests to the third order', () => {
    const first = grad((x: tf.Tensor) => tf.tanh(x));
    const second = grad((x: tf.Tensor) => first(x));
    const third = grad((x: tf.Tensor) => second(x));
    const t = Math.tanh(0.3);
    expect(take(first(0.3))[0]).toBeCloseTo(1 - t ** 2, 6);
    expect(take(second(0.3))[0]).toBeCloseTo(-2 * t * (1 - t ** 2), 6);
    expect(take(third(0.3))[0]).toBeCloseTo((1 - t ** 2) * (6 * t ** 2 - 2), 5);
  });

  it('does not mix up the variables of nested derivatives', () => {
    // d/dx of x · d/dy (x + y) at y = x, which is d/dx x = 1. Without a variable of its own y counts twice: 2.
    const f = (x: tf.Tensor) => tf.mul(x, grad((y: tf.Tensor) => tf.add(x, y))(x));
    expect(take(grad(f)(5))).toEqual([1]);
  });

  it('differentiates a derivative by parameters, as Hamiltonian training does', () => {
    // H = w q² / 2, loss = (dH/dq)² = w² q²
    const H = (q: tf.Tensor, w: tf.Tensor) => tf.mul(0.5, tf.mul(w, tf.square(q)));
    const loss = (w: tf.Tensor, q: tf.Tensor) => tf.square(grad(H)(q, w));
    const q = tf.scalar(2);
    expect(take(grad(loss)(3, q))).toEqual([24]);
    q.dispose();
  });

  it('searches only what was computed since it began, and hands that on to the derivative around it', () => {
    const lengths: number[] = [];
    // Three symplectic Euler steps in V = k q^4 / 4; the gradient by k passes through every step.
    const end = (k: tf.Tensor) => {
      let [q, p]: tf.Tensor[] = [tf.scalar(0.8), tf.scalar(0.3)];
      for (let step = 0; step < 3; step++) {
        const slope = grad((x: tf.Tensor) => {
          lengths.push(tf.engine().state.activeTape.length);
          return tf.mul(tf.div(k, 4), tf.pow(x, 4));
        })(q);
        p = tf.sub(p, tf.mul(0.1, slope));
        q = tf.add(q, tf.mul(0.1, p));
      }
      return q as tf.Scalar;
    };
    const [dk] = take(grad(end)(1.5));
    expect(lengths).toEqual([0, 0, 0]);
    const endOf = (k: number) => {
      let [q, p] = [0.8, 0.3];
      for (let step = 0; step < 3; step++) {
        p -= 0.1 * k * q ** 3;
        q += 0.1 * p;
      }
      return q;
    };
    expect(dk).toBeCloseTo((endOf(1.5 + 1e-4) - endOf(1.5 - 1e-4)) / 2e-4, 5);
  });

  it('leaks nothing when the function throws, nested or not', () => {
    const failing = (x: tf.Tensor): tf.Tensor => {
      tf.tanh(tf.exp(x));
      throw new Error('no such loss');
    };
    expect(() => grad(failing)(1)).toThrow('no such loss');
    expect(() => grad((x: tf.Tensor) => grad(failing)(tf.square(x)))(1)).toThrow('no such loss');
    const recovering = (x: tf.Tensor) => {
      try {
        return grad(failing)(x);
      } catch {
        return tf.square(x);
      }
    };
    expect(take(grad(recovering)(3))).toEqual([6]);
  });

  it('says what it wants', () => {
    const f = (x: tf.Tensor) => tf.mul(x, ndarrayTensor());
    const ndarrayTensor = () => tf.tensor1d([1, 2]);
    expect(() => grad(f)(1)).toThrow(
      'grad: the function must return a float32 scalar tensor, but got float32 of shape [2]; reduce it with tf.sum or tf.mean',
    );
    expect(() => grad((x: { n: tf.Tensor }) => x.n)({ n: ndarray(Int32Array.of(1), []) })).toThrow(
      "grad: a leaf to differentiate by must be float32, but got int32 at 'n'",
    );
    expect(() => grad((x: tf.Tensor[]) => x[0])([])).toThrow('grad: x must have a leaf, but got none');
    expect(() => grad((() => Promise.resolve()) as unknown as (x: tf.Tensor) => tf.Tensor)(1)).toThrow(
      'but got a promise',
    );
    expect(() => valueAndGrad((x: tf.Tensor) => tf.cast(x, 'int32'))(1)).toThrow(
      'valueAndGrad: the function',
    );
  });
});

describe('valueAndGrad', () => {
  it('returns value and gradient, and lets go of neither too early', () => {
    const { value, grad: dx } = valueAndGrad((x: tf.Tensor) => tf.sum(tf.square(x)))(ndarray([1, 2]));
    expect(take(value)).toEqual([5]);
    expect(take(dx)).toEqual([2, 4]);
  });

  it('returns a value of its own when the function hands out a tensor that exists already', () => {
    const constant = tf.scalar(4);
    const { value, grad: dx } = valueAndGrad<tf.Tensor, []>(() => constant)(1);
    tf.dispose([value, dx]);
    expect(constant.isDisposed).toBe(false);
    constant.dispose();
  });

  it('returns auxiliary trees, alive outside any tidy', () => {
    const f = (x: tf.Tensor) => {
      const y = tf.exp(x);
      return { value: tf.sum(y), aux: { y, steps: [tf.neg(y), x], label: 'run' } };
    };
    const { value, grad: dx, aux } = valueAndGrad(f, { hasAux: true })(ndarray([0, 0]));
    expect(take(aux.y)).toEqual([1, 1]);
    expect(take(aux.steps[0])).toEqual([-1, -1]);
    expect(take(aux.steps[1])).toEqual([0, 0]);
    expect(aux.label).toBe('run');
    tf.dispose([value, dx]);
  });

  it('keeps auxiliary tensors connected to an outer derivative', () => {
    const inner = (x: tf.Tensor) => ({ value: tf.square(x), aux: tf.sin(x) });
    const outer = (x: tf.Tensor) => valueAndGrad(inner, { hasAux: true })(x).aux;
    expect(take(grad(outer)(0.5))[0]).toBeCloseTo(Math.cos(0.5), 6);
    const value = (x: tf.Tensor) => valueAndGrad(inner, { hasAux: true })(x).value;
    expect(take(grad(value)(0.5))[0]).toBeCloseTo(1, 6);
  });

  it('leaks nothing when the function throws after making auxiliary tensors', () => {
    const f = (x: tf.Tensor) => ({ value: x, aux: tf.exp(x) });
    expect(() => valueAndGrad(f, { hasAux: true })(ndarray([1, 2]))).toThrow('of shape [2]');
  });
});

describe('stopGradient', () => {
  it('makes a constant for every order', () => {
    const f = (x: tf.Tensor) => tf.mul(stopGradient(x), tf.square(x));
    expect(take(grad(f)(3))).toEqual([18]);
    expect(take(grad((x: tf.Tensor) => grad(f)(x))(3))).toEqual([6]);
  });
});
