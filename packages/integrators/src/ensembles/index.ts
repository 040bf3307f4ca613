export { integrateEnsemble, type Ensemble, type EnsembleOptions } from './integrateEnsemble.ts';
export { integrateEnsembleInThreads } from './threads.ts';
