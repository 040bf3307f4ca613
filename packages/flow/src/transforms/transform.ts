import type { Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../core/parameters.ts';

/**
 * A learnable, differentiable, invertible map of rows of numbers, possibly given a context. In a flow, `forward` goes
 * from the base density to the data. `ladj` is log |det dy/dx| of the map that the method's name says, [batch].
 * Functions are pure, traceable by `@hgn/jit` and differentiable; results are the caller's to dispose.
 */
export interface Transform {
  /** Columns of a point, before and after. */
  readonly features: number;
  /** Columns of the context on which the map depends; 0 for none. */
  readonly context: number;
  /** Draws first parameters; `{}` where there are none. */
  init(key: Key): Parameters;
  /** Maps points [batch, features]. */
  forward(parameters: ParameterTensors, x: Tensor, context?: Tensor): Tensor;
  /** The point that `forward` maps to `y`. */
  inverse(parameters: ParameterTensors, y: Tensor, context?: Tensor): Tensor;
  /** `forward` with its log-determinant. */
  forwardAndLadj(parameters: ParameterTensors, x: Tensor, context?: Tensor): Mapped;
  /** `inverse` with its own log-determinant, the negative of that of `forward` at the point it returns. */
  inverseAndLadj(parameters: ParameterTensors, y: Tensor, context?: Tensor): Mapped;
}

/** A mapped batch: points [batch, features] and log |det| of the map at each, [batch]. */
export interface Mapped {
  readonly y: Tensor;
  readonly ladj: Tensor;
}
