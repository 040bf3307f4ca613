import { ndarray } from '@hgn/autodiff';
import { foldIn, normal, type Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { parameter, type Parameters, type ParameterTensors } from '../core/parameters.ts';
import { belowDiagonal, lowerTriangle } from './triangular.ts';

/** First parameters of A = L U close to the identity, and of a shift of so many columns. */
export function luInit(key: Key, features: number, shifted: number): Parameters {
  const small = (name: string) =>
    ndarray(
      Float32Array.from(normal(foldIn(key, name), [belowDiagonal(features)]).data, (value) => 0.01 * value),
    );
  return {
    ...(features > 1 && { lower: small('lower'), upper: small('upper') }),
    logDiagonal: ndarray(new Float32Array(features)),
    shift: ndarray(new Float32Array(shifted)),
  };
}

/** L, unit lower triangular, U^T and the logarithms of its diagonal, which is positive. The caller disposes them. */
export function luFactors(
  caller: string,
  parameters: ParameterTensors,
  features: number,
): { lower: Tensor; upperTransposed: Tensor; logDiagonal: Tensor } {
  const logDiagonal = parameter(caller, parameters, 'logDiagonal');
  const off = (name: string) => (features === 1 ? tf.zeros([0]) : parameter(caller, parameters, name));
  return {
    lower: lowerTriangle(off('lower'), tf.ones([features])),
    upperTransposed: lowerTriangle(off('upper'), tf.exp(logDiagonal)),
    logDiagonal,
  };
}
