import type { NdArray, Tree } from '@hgn/autodiff';
import type { System } from '@hgn/integrators';
import type { Key } from '@hgn/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../architecture/layerConfig.ts';

/** The layers that a network over states may have. */
export type StateLayerConfig = Extract<LayerConfig, { readonly type: 'dense' | 'activation' }>;

/** Points of phase space, [batch, coordinates] each. */
export type StateTensors = { readonly q: tf.Tensor; readonly p: tf.Tensor };

/** How points of phase space move, [batch, coordinates] each. */
export type StateDerivatives = { readonly dqdt: tf.Tensor; readonly dpdt: tf.Tensor };

/** A learnable vector field on phase space: pure functions of its parameters. */
export interface VectorFieldModel {
  /** Degrees of freedom n: q and p have n entries each. */
  readonly coordinates: number;
  /** Draws starting parameters. */
  init(key: Key): Tree<NdArray>;
  /** The field at a batch of points; traceable, differentiable in parameters and points. */
  derivatives(parameters: Tree<tf.Tensor>, state: StateTensors): StateDerivatives;
  /**
   * The field in double precision on plain arrays, for `integrate` of @hgn/integrators: dq/dt stands as dH/dp and
   * -dp/dt as dH/dq, whether there is an H or not.
   * Cost: two multiply-adds per weight and call for a Hamiltonian, one for a plain network.
   */
  system(parameters: Tree<NdArray>): System;
}

/** Two hidden layers of 200 tanh units, as in the paper. */
export const defaultLayers: readonly StateLayerConfig[] = [
  { type: 'dense', units: 200 },
  { type: 'activation', name: 'tanh' },
  { type: 'dense', units: 200 },
  { type: 'activation', name: 'tanh' },
];

/** @throws RangeError unless `coordinates` is a whole number from 1 up */
export function requireCoordinates(where: string, coordinates: number): void {
  if (!Number.isInteger(coordinates) || coordinates < 1) {
    throw new RangeError(`${where}: coordinates must be a whole number from 1 up, but got ${coordinates}`);
  }
}
