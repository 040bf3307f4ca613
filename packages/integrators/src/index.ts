export * from './adaptive/methods.ts';
export { solve, type DenseSolution, type SolveOptions } from './adaptive/solve.ts';
export { adjoint, compose, symmetrize, type CompositionOptions } from './compose/compose.ts';
export { batched } from './core/batched.ts';
export { ConvergenceError, NonFiniteError, UnsupportedSystemError } from './core/errors.ts';
export { integrate, type IntegrateOptions, type Trajectory } from './core/integrate.ts';
export type { Method, SolverOptions, Tableau } from './core/method.ts';
export type { Splitting, Stepper } from './core/stepper.ts';
export type { Gradient, State, System } from './core/system.ts';
export { driftSlope, energyError, type Energy } from './diagnostics/energy.ts';
export { jacobian, reversibilityDefect, symplecticityDefect, type MapOptions } from './diagnostics/map.ts';
export { estimatedOrder, type ConvergenceData } from './diagnostics/order.ts';
export { tao, tao2, tao4, type TaoOptions } from './doubled/tao.ts';
export { bitReversible, type BitReversibleOptions } from './exact/bitReversible.ts';
export { compensated } from './exact/compensated.ts';
export {
  integrateUntil,
  poincareSection,
  type Event,
  type EventOptions,
  type EventStates,
} from './events/events.ts';
export type { Expression, Formulas, Operand, Operation } from './expression/expression.ts';
export {
  hamiltonian,
  vectorField,
  type ExpressionSystem,
  type HamiltonianOptions,
} from './expression/hamiltonian.ts';
export { gaussLegendre } from './implicit/gauss.ts';
export * from './implicit/methods.ts';
export { implicitRungeKutta } from './implicit/rungeKutta.ts';
export { stormerVerlet } from './implicit/stormerVerlet.ts';
export { methods, type MethodName } from './methods.ts';
export { explicitRungeKutta, type RungeKuttaOptions } from './rungeKutta/explicit.ts';
export * from './rungeKutta/methods.ts';
export * from './splitting/fourthOrder.ts';
export * from './splitting/highOrder.ts';
export * from './splitting/lowOrder.ts';
export { splitting, type SplittingOptions } from './splitting/splitting.ts';
export { suzukiWeights, tripleJumpWeights } from './splitting/weights.ts';
export { taylor } from './taylor/taylor.ts';
export {
  lyapunovExponents,
  tangentMap,
  type LyapunovOptions,
  type TangentMapOptions,
} from './variational/lyapunov.ts';
export {
  variational,
  type CurvatureOptions,
  type Directional,
  type Hessian,
  type VariationalOptions,
} from './variational/variational.ts';
export { integrateIn, type IntegrateInOptions } from './vectorSpace/integrateIn.ts';
export type {
  GenericCarry,
  GenericContext,
  GenericState,
  GenericStep,
  GenericSystem,
  VectorSpace,
} from './vectorSpace/types.ts';
