import type { ModelConfig } from '../architecture/config.ts';
import type { Sequences } from '../data/sequences.ts';
import type { EnergyConfig } from '../dynamics/config.ts';
import { frequencySpread } from '../metrics/clock/frequencySpread.ts';

/**
 * The architecture with every `frequencies: 'data'` replaced by the spread that the pixels show, and `frameTime: 'data'` by
 * the time from frame to frame.
 */
export function fitToData(model: ModelConfig, sequences: Sequences): ModelConfig {
  const { posterior } = model;
  const config: ModelConfig =
    posterior.frameTime === 'data'
      ? { ...model, posterior: { ...posterior, frameTime: sequences.dt } }
      : model;
  let measured: readonly [number, number] | undefined;
  const fitted = (energy: EnergyConfig): EnergyConfig => {
    if (energy.frequencies !== 'data') return energy;
    measured ??= frequencySpread(sequences);
    return { ...energy, frequencies: measured };
  };
  const { dynamics } = config;
  switch (dynamics.type) {
    case 'hamiltonian':
    case 'dissipative': {
      const energies = { potential: fitted(dynamics.potential), kinetic: fitted(dynamics.kinetic) };
      return { ...config, dynamics: { ...dynamics, ...energies } };
    }
    case 'jointHamiltonian':
      return { ...config, dynamics: { ...dynamics, energy: fitted(dynamics.energy) } };
    case 'lagrangian':
      return { ...config, dynamics: { ...dynamics, potential: fitted(dynamics.potential) } };
    default:
      return config;
  }
}
