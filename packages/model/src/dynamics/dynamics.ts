import type { Dynamics } from './types.ts';
import type { DynamicsConfig } from './config.ts';
import { dissipative } from './hamiltonian/dissipative.ts';
import { jointHamiltonian } from './hamiltonian/jointHamiltonian.ts';
import { lagrangian } from './hamiltonian/lagrangian.ts';
import { neuralOde } from './general/neuralOde.ts';
import { recurrent } from './general/recurrent.ts';
import { residualDynamics } from './general/residual.ts';
import { separableHamiltonian } from './hamiltonian/separableHamiltonian.ts';

/**
 * Builds what moves a latent state whose halves q and p have the shape `stateShape` (without the batch).
 *
 * @throws UnsupportedSystemError when the method does not fit the energy; Error when an energy or a network does not fit
 */
export function createDynamics(config: DynamicsConfig, stateShape: readonly number[]): Dynamics {
  switch (config.type) {
    case 'hamiltonian':
      return separableHamiltonian(config, stateShape);
    case 'dissipative':
      return dissipative(config, stateShape);
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
