import type * as tf from '@tensorflow/tfjs-core';
import { elementwiseCases } from './cases/elementwise.ts';
import { imageCases } from './cases/images.ts';
import { maskCases } from './cases/masks.ts';
import { spatialCases } from './cases/spatial.ts';
import { structuralCases } from './cases/structural.ts';

/** One op at one set of inputs, away from its kinks. */
export interface Case {
  readonly name: string;
  readonly f: (...xs: tf.Tensor[]) => tf.Tensor;
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly from: number;
    readonly to: number;
  }[];
  /** Up to which order derivatives are checked in float64; 3 unless the op is dear. */
  readonly orders?: number;
  /** Relative error allowed in float64 where the kernel itself is an approximation; 1e-6 otherwise. */
  readonly tolerance?: number;
}

export const cases: readonly Case[] = [
  ...elementwiseCases,
  ...maskCases,
  ...structuralCases,
  ...spatialCases,
  ...imageCases,
];
