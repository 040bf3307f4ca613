import type { NdArray, Tree } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { DynamicsConfig } from './config.ts';
import { jointHamiltonian } from './jointHamiltonian.ts';
import { lagrangian } from './lagrangian.ts';
import type { LatentState } from './latent.ts';
import { neuralOde } from './neuralOde.ts';
import { recurrent } from './recurrent.ts';
import { residualDynamics } from './residual.ts';
import { separableHamiltonian } from './separableHamiltonian.ts';

/** How far to roll out. */
export interface DynamicsOptions {
  /** One number, or [batch] for a time step of its own for every sample; negative goes backward in time. */
  readonly dt: number | tf.Tensor1D;
  /** Frames to advance: 0 or more. */
  readonly steps: number;
}

/** What moves the latent state: pure functions of the parameters, traceable by @hgn/jit. */
export interface Dynamics {
  init(key: Key): Tree<NdArray>;
  /** The states of steps + 1 frames, the given one first. */
  rollout(parameters: Tree<tf.Tensor>, state: LatentState, options: DynamicsOptions): LatentState[];
  /** The conserved energy of every sample, [batch]; absent where the model knows none. */
  readonly energy?: (parameters: Tree<tf.Tensor>, state: LatentState) => tf.Tensor1D;
  /** Multiply-adds from one frame to the next for one sample, each gradient counted as two evaluations. */
  readonly macsPerFrame: number;
}

/**
 * Builds what moves a latent state whose halves q and p have the shape `stateShape` (without the batch).
 *
 * @throws UnsupportedSystemError when the method does not fit the energy
 */
export function createDynamics(config: DynamicsConfig, stateShape: readonly number[]): Dynamics {
  switch (config.type) {
    case 'hamiltonian':
      return separableHamiltonian(config, stateShape);
    case 'jointHamiltonian':
      return jointHamiltonian(config, stateShape);
    case 'lagrangian':
      return lagrangian(config, stateShape);
    case 'neuralOde':
      return neuralOde(config, stateShape);
    case 'residual':
      return residualDynamics(config, stateShape);
    case 'recurrent':
      return recurrent(config, stateShape);
  }
}
