import type { Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../core/parameters.ts';

/**
 * A learnable scalar function of one half of phase space: a potential V(q) or a kinetic energy K(p), possibly given a
 * context. Only its gradient moves a flow, so additive constants are left out.
 */
export interface Energy {
  /** Columns of q or p. */
  readonly features: number;
  /** Columns of the context on which the energy depends; 0 for none. */
  readonly context: number;
  /** Draws first parameters. */
  init(key: Key): Parameters;
  /** The energy of each row of [batch, features], [batch]. */
  value(parameters: ParameterTensors, x: Tensor, context?: Tensor): Tensor;
  /** Its gradient by the row, [batch, features]; differentiable by everything. */
  gradient(parameters: ParameterTensors, x: Tensor, context?: Tensor): Tensor;
}
