import * as tf from '@tensorflow/tfjs-core';

/** Shapes and numbers that a property test draws for one run of a case. */
export interface Drawn {
  /** Rank 1 to 4, lengths 1 to 5. */
  readonly shape: number[];
  /** Broadcasts with shape: some axes 1, some leading axes dropped. */
  readonly partner: number[];
  /** An axis of shape. */
  readonly axis: number;
  /** A subset of its axes, at least one. */
  readonly axes: number[];
  /** Small positive number. */
  readonly count: number;
  readonly flag: boolean;
}

export interface KernelCase {
  /** Where the inputs' values lie, and their types; default -2 to 2, float32. */
  readonly inputs: (drawn: Drawn) => readonly Input[];
  readonly fn: (drawn: Drawn) => (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

export interface Input {
  readonly shape: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** A function of the drawn inputs. */
export type Call = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Runs a kernel that tfjs exports no function for. */
export const run = (kernel: string, inputs: Record<string, tf.Tensor>, attributes: object = {}) =>
  tf.engine().runKernel<tf.Tensor>(kernel, inputs, attributes as tf.NamedAttrMap);

/** One input of the drawn shape. */
export const onShape = (call: (drawn: Drawn) => Call, range: Omit<Input, 'shape'> = {}): KernelCase => ({
  inputs: ({ shape }) => [{ shape, ...range }],
  fn: call,
});

/** One input of the drawn shape, and a call that is always the same. */
export const unary = (call: Call, range: Omit<Input, 'shape'> = {}): KernelCase => ({
  inputs: ({ shape }) => [{ shape, ...range }],
  fn: () => call,
});

/** Two inputs that broadcast, either of them the longer one. */
export const binary = (call: Call, a: Omit<Input, 'shape'> = {}, b = a): KernelCase => ({
  inputs: ({ shape, partner, flag }) =>
    flag
      ? [
          { shape, ...a },
          { shape: partner, ...b },
        ]
      : [
          { shape: partner, ...a },
          { shape, ...b },
        ],
  fn: () => call,
});

/** Whole numbers with either sign. */
export const integers = { from: -9, to: 9, dtype: 'int32' } as const;
export const bools = { from: 0, to: 2, dtype: 'bool' } as const;
