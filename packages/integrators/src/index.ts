export { ConvergenceError, NonFiniteError, UnsupportedSystemError } from './core/errors.ts';
export { integrate, type IntegrateOptions, type Trajectory } from './core/integrate.ts';
export type { Method, SolverOptions, Splitting, Stepper } from './core/method.ts';
export type { Gradient, State, System } from './core/system.ts';
export * from './implicit/methods.ts';
export { implicitRungeKutta } from './implicit/rungeKutta.ts';
export { methods, type MethodName } from './methods.ts';
export { explicitRungeKutta, type ExplicitOptions, type Tableau } from './rungeKutta/explicit.ts';
export * from './rungeKutta/methods.ts';
export * from './splitting/methods.ts';
export { splitting, type SplittingOptions } from './splitting/splitting.ts';
export { integrateIn, type IntegrateInOptions } from './vectorSpace/integrateIn.ts';
export type {
  GenericCarry,
  GenericContext,
  GenericState,
  GenericStep,
  GenericSystem,
  VectorSpace,
} from './vectorSpace/types.ts';
export { driftSlope, energyError, type Energy } from './diagnostics/energy.ts';
export { jacobian, reversibilityDefect, symplecticityDefect, type MapOptions } from './diagnostics/map.ts';
export { estimatedOrder, type ConvergenceData } from './diagnostics/order.ts';
