export {
  boris,
  chargedParticles,
  type ChargedParticlesOptions,
  type ChargedSystem,
  type Field,
} from '../charged/boris.ts';
export { conformal, withDamping } from '../compose/conformal.ts';
export type { Constraints } from '../constrained/constraints.ts';
export { ontoConstraints, rattle, shake } from '../constrained/rattle.ts';
export { frictionSplitting } from '../dissipative/frictionSplitting.ts';
export {
  integrateOpen,
  type IntegrateOpenOptions,
  type OpenTrajectory,
} from '../dissipative/integrateOpen.ts';
export { discreteGradient, dissipativeMidpoint } from '../dissipative/methods.ts';
export type { DissipativeMethod, PortHamiltonian, StepBalance } from '../dissipative/portHamiltonian.ts';
export { keplerOrbit } from '../planetary/keplerOrbit.ts';
export { laskarRobutel82, wisdomHolman, type WisdomHolmanOptions } from '../planetary/wisdomHolman.ts';
export {
  kustaanheimoStiefel,
  type KustaanheimoStiefelOptions,
  type Regularized,
} from '../regularized/kustaanheimoStiefel.ts';
export {
  adaptiveReversible,
  type AdaptiveReversible,
  type AdaptiveReversibleOptions,
} from '../timeTransformed/adaptiveReversible.ts';
export { logarithmic, type LogarithmicOptions, type Transformed } from '../timeTransformed/logarithmic.ts';
export { noSquish } from '../rigidBody/noSquish.ts';
export {
  bodyMomenta,
  rigidBodies,
  rigidState,
  type RigidBodiesOptions,
  type RigidSystem,
} from '../rigidBody/rigidBodies.ts';
export type { Family, ParametricSystem } from '../sensitivity/family.ts';
export {
  rolloutGradient,
  type RolloutGradient,
  type RolloutGradientOptions,
  type VisitedState,
} from '../sensitivity/rolloutGradient.ts';
export { withSensitivities, type SensitivitiesOptions } from '../sensitivity/withSensitivities.ts';
export { spins, spinsAt, spinState, type SpinsOptions, type SpinSystem } from '../spins/spins.ts';
export { spinTurns } from '../spins/spinTurns.ts';
export { baoab, type LangevinOptions } from '../stochastic/baoab.ts';
